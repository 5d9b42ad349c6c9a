<?php
/**
 * Logouts on their way to peers: written down before they are sent, so that none is lost, and sent again until the peer has
 * heard. Each try takes a fresh token; the moment of the logout stays what it was.
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

/** @phpstan-type Letter array{network: string, peer: string, sub: string, sid: string, at_ms: int, tries: int, due: int, courier: string} */
final class LogoutQueue {

	public const EVENT = 'usersync_deliver';

	private const PREFIX = 'usersync_outbox_';

	/** Letters that go in one request. */
	public const GATHERED = 20;

	/** @var array<string, Letter> those of this request */
	private static array $new = [];

	public static function register(): void {
		add_action( self::EVENT, [ self::class, 'deliver_due' ] );
	}

	/**
	 * @param string $sub this site's id of the user, for all of his logins before this moment; empty when $sid alone is meant
	 * @param string $sid the login that ended; with $sub, one by which the peer may know him; or empty
	 */
	public static function add( string $network, string $peer, string $sub, string $sid, string $courier = '' ): void {
		foreach ( self::$new as $letter ) {
			if ( $letter['network'] === $network && $letter['peer'] === $peer && $letter['sub'] === $sub && $letter['sid'] === $sid ) {
				return;
			}
		}
		$name               = self::PREFIX . bin2hex( random_bytes( 12 ) );
		self::$new[ $name ] = [
			'network' => $network,
			'peer'    => $peer,
			'sub'     => $sub,
			'sid'     => $sid,
			'at_ms'   => (int) ( microtime( true ) * 1000 ),
			'tries'   => 0,
			'due'     => time() + MINUTE_IN_SECONDS, // Should this request die before it has sent.
			'courier' => $courier,
		];
		self::save( $name, self::$new[ $name ] );
		AfterResponse::run( 'outbox', [ self::class, 'deliver_new' ] );
	}

	public static function deliver_new(): void {
		self::deliver( self::$new );
		self::$new = [];
	}

	public static function deliver_due(): void {
		self::deliver( array_slice( array_filter( self::load(), static fn( array $letter ): bool => $letter['due'] <= time() ), 0, 200 ) );
	}

	/** @return array<string, Letter> the undelivered ones that a browser may carry */
	public static function for_browser( string $courier ): array {
		return '' === $courier ? [] : array_filter(
			self::load(),
			static fn( array $letter ): bool => $letter['courier'] === $courier && $letter['tries'] > 0
		);
	}

	public static function count_for( string $peer ): int {
		return count( array_filter( self::load(), static fn( array $letter ): bool => $letter['peer'] === $peer ) );
	}

	/** @param Letter $letter */
	public static function token( array $letter ): string {
		$claims = '' === $letter['sid'] ? [] : [ 'sid' => $letter['sid'] ];
		if ( '' !== $letter['sub'] ) {
			$claims['sub']     = $letter['sub'];
			$claims['auth_ms'] = $letter['at_ms']; // A later try must not end what began since.
		}
		Networks::all(); // Defined for the extension.
		return usersync_token_generate( $letter['network'], $letter['peer'], $claims, [ 'purpose' => 'logout' ] );
	}

	/** @param array<string, Letter> $letters */
	private static function deliver( array $letters ): void {
		$tokens = [];
		foreach ( $letters as $name => $letter ) {
			if ( ! isset( Networks::all()[ $letter['network'] ]['peers'][ $letter['peer'] ] ) ) {
				self::remove( $name ); // No peer of ours any more.
				continue;
			}
			try {
				$tokens[ $name ] = self::token( $letter );
			} catch ( UserSyncException | \ValueError ) {
				self::retry_later( $name, $letter );
			}
		}
		$untold = self::send( $letters, $tokens, self::GATHERED );
		self::send( $letters, array_intersect_key( $tokens, array_flip( $untold ) ), 1 ); // To peers that take one at a time.
	}

	/**
	 * What is for the same peer goes together.
	 *
	 * @param array<string, Letter> $letters
	 * @param array<string, string> $tokens by the names of their letters
	 * @return list<string> letters of which a peer said nothing, though it answered
	 */
	private static function send( array $letters, #[\SensitiveParameter] array $tokens, int $together ): array {
		$places = [];
		foreach ( array_keys( $tokens ) as $name ) {
			$places[ $letters[ $name ]['network'] . ' ' . $letters[ $name ]['peer'] ][] = $name;
		}
		$requests = [];
		$names    = [];
		foreach ( $places as $place ) {
			foreach ( array_chunk( $place, max( 1, $together ) ) as $some ) {
				$first              = $some[0];
				$names[ $first ]    = $some;
				$requests[ $first ] = [
					'url'    => self::url( $letters[ $first ] ),
					'fields' => self::fields( $letters[ $first ]['network'], array_map( static fn( string $name ): string => $tokens[ $name ], $some ) ),
				];
			}
		}
		$untold = [];
		foreach ( BackChannelClient::send( $requests ) as $first => $answer ) {
			$taken = in_array( $answer['status'], [ 200, 204 ], true );
			// A peer that refuses a token is up, and may take one when its settings are put right.
			Health::record( $letters[ $first ]['peer'], $taken || 400 === $answer['status'], '' !== $answer['error'] ? $answer['error'] : 'HTTP ' . $answer['status'] );
			$said = self::statuses( $answer, count( $names[ $first ] ) );
			foreach ( $names[ $first ] as $n => $name ) {
				match ( $said[ $n ] ) {
					200, 204 => self::remove( $name ),
					null     => $untold[] = $name,
					default  => self::retry_later( $name, $letters[ $name ] ),
				};
			}
		}
		return $untold;
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
	 * What became of each token: the answer's own status is that of the first, "more" has the others. Null where a peer that did answer
	 * does not know of others.
	 *
	 * @param array{status: int, body: string, error: string} $answer
	 * @return non-empty-list<int|null>
	 */
	public static function statuses( array $answer, int $count ): array {
		$said = json_decode( $answer['body'], true );
		$more = is_array( $said ) && is_array( $said['more'] ?? null ) ? array_values( $said['more'] ) : [];
		$all  = [ $answer['status'] ];
		for ( $n = 1; $n < $count; ++$n ) {
			$one   = $more[ $n - 1 ] ?? null;
			$all[] = is_int( $one ) ? $one : ( in_array( $answer['status'], [ 200, 204, 400 ], true ) ? null : $answer['status'] );
		}
		return $all;
	}

	/** @param Letter $letter */
	private static function url( array $letter ): string {
		$info = usersync_network_info( $letter['network'] );
		return $info['peers'][ $letter['peer'] ]['logout_url'] ?? Site::route( $letter['peer'], 'logout' );
	}

	/** @param Letter $letter */
	private static function retry_later( string $name, array $letter ): void {
		$age = time() - intdiv( $letter['at_ms'], 1000 );
		if ( $age > usersync_network_info( $letter['network'] )['lifetime'] ) {
			self::remove( $name ); // The logins it would end have ended by themselves.
			return;
		}
		++$letter['tries'];
		$letter['due'] = time() + min( 30 * 2 ** min( $letter['tries'], 8 ), HOUR_IN_SECONDS );
		self::save( $name, $letter );
	}

	// Rows of their own, read and written past the cache: two requests that add to one option would lose letters.

	/** @param Letter $letter */
	private static function save( string $name, array $letter ): void {
		global $wpdb;
		$table = $wpdb->base_prefix . 'options';
		$wpdb->query( // phpcs:ignore WordPress.DB -- see above
			$wpdb->prepare(
				"INSERT INTO `$table` (option_name, option_value, autoload) VALUES (%s, %s, 'no') ON DUPLICATE KEY UPDATE option_value = VALUES(option_value)", // phpcs:ignore WordPress.DB
				$name,
				(string) wp_json_encode( $letter )
			)
		);
	}

	private static function remove( string $name ): void {
		global $wpdb;
		$wpdb->delete( $wpdb->base_prefix . 'options', [ 'option_name' => $name ] ); // phpcs:ignore WordPress.DB -- see above
	}

	/** @return array<string, Letter> */
	private static function load(): array {
		global $wpdb;
		$table   = $wpdb->base_prefix . 'options';
		$rows    = $wpdb->get_results( // phpcs:ignore WordPress.DB -- see above
			$wpdb->prepare( "SELECT option_name, option_value FROM `$table` WHERE option_name LIKE %s ORDER BY option_id LIMIT 1000", $wpdb->esc_like( self::PREFIX ) . '%' ), // phpcs:ignore WordPress.DB
			ARRAY_A
		);
		$letters = [];
		foreach ( is_array( $rows ) ? $rows : [] as $row ) {
			if ( is_array( $row ) && is_string( $row['option_name'] ?? null ) && is_string( $row['option_value'] ?? null ) ) {
				$letter = self::parse( $row['option_value'] );
				if ( null !== $letter ) {
					$letters[ $row['option_name'] ] = $letter;
				}
			}
		}
		return $letters;
	}

	/** @return Letter|null */
	private static function parse( string $json ): ?array {
		$stored = json_decode( $json, true );
		if ( ! is_array( $stored ) ) {
			return null;
		}
		$text   = static fn( string $key ): string => is_string( $stored[ $key ] ?? null ) ? $stored[ $key ] : '';
		$number = static fn( string $key ): int => is_int( $stored[ $key ] ?? null ) ? $stored[ $key ] : 0;
		return [
			'network' => $text( 'network' ),
			'peer'    => $text( 'peer' ),
			'sub'     => $text( 'sub' ),
			'sid'     => $text( 'sid' ),
			'at_ms'   => $number( 'at_ms' ),
			'tries'   => $number( 'tries' ),
			'due'     => $number( 'due' ),
			'courier' => $text( 'courier' ),
		];
	}
}
