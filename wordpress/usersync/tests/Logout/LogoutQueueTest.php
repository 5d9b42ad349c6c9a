<?php

use PHPUnit\Framework\TestCase;
use UserSync\Plugin\Logout\LogoutQueue;

final class LogoutQueueTest extends TestCase {

	/** @return array<string, array{int, string, list<int|null>}> */
	public static function answers(): array {
		return [
			'all were taken'                    => [ 200, '{"done":true,"more":[200,200]}', [ 200, 200, 200 ] ],
			'one is refused'                    => [ 200, '{"done":true,"more":[400,200]}', [ 200, 400, 200 ] ],
			'the first is refused'              => [ 400, '{"error":"expired","more":[200,503]}', [ 400, 200, 503 ] ],
			'a peer that takes one at a time'   => [ 200, '{"done":true}', [ 200, null, null ] ],
			'it refuses that one'               => [ 400, '{"error":"expired"}', [ 400, null, null ] ],
			'nothing but a status'              => [ 204, '', [ 204, null, null ] ],
			'the store of the peer is down'     => [ 503, '{"error":"try again","more":[503,503]}', [ 503, 503, 503 ] ],
			'a server in front of it is'        => [ 502, '<html>', [ 502, 502, 502 ] ],
			'nobody answers'                    => [ 0, '', [ 0, 0, 0 ] ],
			'nonsense'                          => [ 200, '{"more":["200",{}]}', [ 200, null, null ] ],
			'fewer than were sent'              => [ 200, '{"more":[200]}', [ 200, 200, null ] ],
		];
	}

	/**
	 * @dataProvider answers
	 * @param list<int|null> $statuses
	 */
	public function test_a_logout_is_delivered_when_its_peer_says_so_and_never_by_silence( int $status, string $body, array $statuses ): void {
		$this->assertSame(
			$statuses,
			LogoutQueue::statuses(
				[
					'status' => $status,
					'body'   => $body,
					'error'  => '',
				],
				3
			)
		);
	}
}
