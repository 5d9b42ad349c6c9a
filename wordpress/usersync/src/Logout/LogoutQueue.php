<?php
/**
 * The logouts that peers have yet to receive. Each is stored before it is sent, and sent again until the peer confirms it. Each
 * attempt uses a new token; the time of the logout in it stays the same.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Logout;

use UserSync\Plugin\Network\BackChannelClient;
use UserSync\Plugin\Network\Health;
use UserSync\Plugin\Network\Networks;
use UserSync\Plugin\Site\AfterResponse;
use UserSync\Plugin\Site\Site;
use UserSync\UserSyncException;

/** @phpstan-import-type Message from LogoutMessage */
final class LogoutQueue {

	public const EVENT = 'usersync_deliver';

	/** Messages in one request. */
	public const BATCH_SIZE = 20;

	/** @var array<string, Message> the messages queued by this request */
	private static array $new = [];

	public static function register(): void {
		add_action( self::EVENT, [ self::class, 'deliver_due' ] );
	}

	/**
	 * @param string $sub this site's user id, for all logins of the user before now; empty: only the login $sid
	 * @param string $sid the login that ended; with $sub, one by which the peer can recognise the user; or empty
	 */
	public static function add( string $network, string $peer, string $sub, string $sid, string $browser = '' ): void {
		foreach ( self::$new as $message ) {
			if ( $message['network'] === $network && $message['peer'] === $peer && $message['sub'] === $sub && $message['sid'] === $sid ) {
				return;
			}
		}
		$name               = LogoutQueueRows::PREFIX . bin2hex( random_bytes( 12 ) );
		self::$new[ $name ] = [
			'network' => $network,
			'peer'    => $peer,
			'sub'     => $sub,
			'sid'     => $sid,
			'at_ms'   => (int) ( microtime( true ) * 1000 ),
			'tries'   => 0,
			'due'     => time() + MINUTE_IN_SECONDS, // In case this request ends before it sends the message.
			'courier' => $browser,
		];
		LogoutQueueRows::save( $name, self::$new[ $name ] );
		AfterResponse::run( 'outbox', [ self::class, 'deliver_new' ] );
	}

	public static function deliver_new(): void {
		self::deliver( self::$new );
		self::$new = [];
	}

	public static function deliver_due(): void {
		self::deliver( array_slice( array_filter( LogoutQueueRows::load(), static fn( array $message ): bool => $message['due'] <= time() ), 0, 200 ) );
	}

	/** @return array<string, Message> undelivered messages that this browser may deliver */
	public static function for_browser( string $browser ): array {
		return '' === $browser ? [] : array_filter(
			LogoutQueueRows::load(),
			static fn( array $message ): bool => $message['courier'] === $browser && $message['tries'] > 0
		);
	}

	public static function count_for( string $peer ): int {
		return count( array_filter( LogoutQueueRows::load(), static fn( array $message ): bool => $message['peer'] === $peer ) );
	}

	/** @param array<string, Message> $messages */
	private static function deliver( array $messages ): void {
		$tokens = [];
		foreach ( $messages as $name => $message ) {
			if ( ! isset( Networks::all()[ $message['network'] ]['peers'][ $message['peer'] ] ) ) {
				LogoutQueueRows::remove( $name ); // No longer a peer.
				continue;
			}
			try {
				$tokens[ $name ] = LogoutMessage::token( $message );
			} catch ( UserSyncException | \ValueError ) {
				self::retry_later( $name, $message );
			}
		}
		$unanswered = self::send( $messages, $tokens, self::BATCH_SIZE );
		self::send( $messages, array_intersect_key( $tokens, array_flip( $unanswered ) ), 1 ); // To peers that accept only one per request.
	}

	/**
	 * Sends the messages, those for one peer together.
	 *
	 * @param array<string, Message> $messages
	 * @param array<string, string> $tokens tokens by the names of their messages
	 * @return list<string> names of messages whose status is missing in a response
	 */
	private static function send( array $messages, #[\SensitiveParameter] array $tokens, int $together ): array {
		$by_peer = [];
		foreach ( array_keys( $tokens ) as $name ) {
			$by_peer[ $messages[ $name ]['network'] . ' ' . $messages[ $name ]['peer'] ][] = $name;
		}
		$requests = [];
		$names    = [];
		foreach ( $by_peer as $names_of_peer ) {
			foreach ( array_chunk( $names_of_peer, max( 1, $together ) ) as $some ) {
				$first              = $some[0];
				$names[ $first ]    = $some;
				$requests[ $first ] = [
					'url'    => self::url( $messages[ $first ] ),
					'fields' => self::fields( $messages[ $first ]['network'], array_map( static fn( string $name ): string => $tokens[ $name ], $some ) ),
				];
			}
		}
		$unanswered = [];
		foreach ( BackChannelClient::send( $requests ) as $first => $answer ) {
			$taken = in_array( $answer['status'], [ 200, 204 ], true );
			// A peer that rejects a token is up, and may accept one after its settings are corrected.
			Health::record( $messages[ $first ]['peer'], $taken || 400 === $answer['status'], '' !== $answer['error'] ? $answer['error'] : 'HTTP ' . $answer['status'] );
			$statuses = self::statuses( $answer, count( $names[ $first ] ) );
			foreach ( $names[ $first ] as $n => $name ) {
				match ( $statuses[ $n ] ) {
					200, 204 => LogoutQueueRows::remove( $name ),
					null     => $unanswered[] = $name,
					default  => self::retry_later( $name, $messages[ $name ] ),
				};
			}
		}
		return $unanswered;
	}

	/**
	 * @param non-empty-list<string> $tokens
	 * @return array<string, string|list<string>>
	 */
	private static function fields( string $network, #[\SensitiveParameter] array $tokens ): array {
		$fields = [
			'network' => $network,
			'token'   => array_shift( $tokens ),
		];
		return [] === $tokens ? $fields : $fields + [ 'more' => $tokens ];
	}

	/**
	 * The status of each token: the HTTP status is that of the first, "more" has the others. Null if the peer responded without a status
	 * for that token.
	 *
	 * @param array{status: int, body: string, error: string} $answer
	 * @return non-empty-list<int|null>
	 */
	public static function statuses( array $answer, int $count ): array {
		$decoded = json_decode( $answer['body'], true );
		$more    = is_array( $decoded ) && is_array( $decoded['more'] ?? null ) ? array_values( $decoded['more'] ) : [];
		$all     = [ $answer['status'] ];
		for ( $n = 1; $n < $count; ++$n ) {
			$one   = $more[ $n - 1 ] ?? null;
			$all[] = is_int( $one ) ? $one : ( in_array( $answer['status'], [ 200, 204, 400 ], true ) ? null : $answer['status'] );
		}
		return $all;
	}

	/** @param Message $message */
	private static function url( array $message ): string {
		$info = usersync_network_info( $message['network'] );
		return $info['peers'][ $message['peer'] ]['logout_url'] ?? Site::route( $message['peer'], 'logout' );
	}

	/** @param Message $message */
	private static function retry_later( string $name, array $message ): void {
		$age = time() - intdiv( $message['at_ms'], 1000 );
		if ( $age > usersync_network_info( $message['network'] )['lifetime'] ) {
			LogoutQueueRows::remove( $name ); // These logins have expired.
			return;
		}
		++$message['tries'];
		$message['due'] = time() + min( 30 * 2 ** min( $message['tries'], 8 ), HOUR_IN_SECONDS );
		LogoutQueueRows::save( $name, $message );
	}
}
