<?php

use PHPUnit\Framework\TestCase;
use UserSync\Plugin\Logout\LogoutQueue;

final class LogoutQueueTest extends TestCase {

	/** @return array<string, array{int, string, list<int|null>}> */
	public static function answers(): array {
		return [
			'all accepted'                      => [ 200, '{"done":true,"more":[200,200]}', [ 200, 200, 200 ] ],
			'one rejected'                      => [ 200, '{"done":true,"more":[400,200]}', [ 200, 400, 200 ] ],
			'the first rejected'                => [ 400, '{"error":"expired","more":[200,503]}', [ 400, 200, 503 ] ],
			'a peer that accepts one each'      => [ 200, '{"done":true}', [ 200, null, null ] ],
			'it rejects that one'               => [ 400, '{"error":"expired"}', [ 400, null, null ] ],
			'only a status'                     => [ 204, '', [ 204, null, null ] ],
			'the store of the peer is down'     => [ 503, '{"error":"try again","more":[503,503]}', [ 503, 503, 503 ] ],
			'a proxy reports an error'          => [ 502, '<html>', [ 502, 502, 502 ] ],
			'no response'                       => [ 0, '', [ 0, 0, 0 ] ],
			'invalid statuses'                  => [ 200, '{"more":["200",{}]}', [ 200, null, null ] ],
			'fewer statuses than tokens'        => [ 200, '{"more":[200]}', [ 200, 200, null ] ],
		];
	}

	/**
	 * @dataProvider answers
	 * @param list<int|null> $statuses
	 */
	public function test_a_logout_counts_as_delivered_only_if_the_peer_confirms_it( int $status, string $body, array $statuses ): void {
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
