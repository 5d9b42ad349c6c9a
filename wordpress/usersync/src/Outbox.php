<?php
/**
 * Logouts on their way to peers: written down before they are sent, so that none is lost, and sent again until the peer has
 * heard. Each try takes a fresh token; the moment of the logout stays what it was.
 *
 * @package UserSync
 */

namespace UserSync\Plugin;

use UserSync\UserSyncException;

/** @phpstan-type Letter array{network: string, peer: string, sub: string, sid: string, at_ms: int, tries: int, due: int, courier: string} */
final class Outbox {

	public const EVENT = 'usersync_deliver';

	private const PREFIX = 'usersync_outbox_';

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
		self::write( $name, self::$new[ $name ] );
		AfterResponse::run( 'outbox', [ self::class, 'deliver_new' ] );
	}

	public static function deliver_new(): void {
		self::deliver( self::$new );
		self::$new = [];
	}

	public static function deliver_due(): void {
		self::deliver( array_slice( array_filter( self::read(), static fn( array $letter ): bool => $letter['due'] <= time() ), 0, 50 ) );
	}

	/** @return array<string, Letter> the undelivered ones that a browser may carry */
	public static function of_courier( string $courier ): array {
		return '' === $courier ? [] : array_filter(
			self::read(),
			static fn( array $letter ): bool => $letter['courier'] === $courier && $letter['tries'] > 0
		);
	}

	public static function count_for( string $peer ): int {
		return count( array_filter( self::read(), static fn( array $letter ): bool => $letter['peer'] === $peer ) );
	}

	/** @param Letter $letter */
	public static function token( array $letter ): string {
		$claims = array_filter(
			[
				'sub' => $letter['sub'],
				'sid' => $letter['sid'],
			],
			static fn( string $claim ): bool => '' !== $claim
		);
			if ( '' !== $letter['sub'] ) {
				$claims['auth_ms'] = $letter['at_ms']; // A later try must not end what began since.
			}
			Networks::all(); // Defined for the extension.
			return usersync_token_generate( $letter['network'], $letter['peer'], $claims, [ 'purpose' => 'logout' ] );
	}

	/** @param array<string, Letter> $letters */
	private static function deliver( array $letters ): void {
		$requests = [];
		foreach ( $letters as $name => $letter ) {
			if ( ! isset( Networks::all()[ $letter['network'] ]['peers'][ $letter['peer'] ] ) ) {
				self::remove( $name ); // No peer of ours any more.
				continue;
			}
			try {
				$requests[ $name ] = [
					'url'    => self::url( $letter ),
					'fields' => [
						'network' => $letter['network'],
						'token'   => self::token( $letter ),
					],
				];
			} catch ( UserSyncException | \ValueError ) {
				self::postpone( $name, $letter );
			}
		}
		foreach ( BackChannel::send( $requests ) as $name => $answer ) {
			$letter = $letters[ $name ];
			$done   = 200 === $answer['status'] || 204 === $answer['status'];
			// A peer that refuses a token is up, and may take one when its settings are put right.
			Health::note( $letter['peer'], $done || 400 === $answer['status'], '' !== $answer['error'] ? $answer['error'] : 'HTTP ' . $answer['status'] );
			$done ? self::remove( $name ) : self::postpone( $name, $letter );
		}
	}

	/** @param Letter $letter */
	private static function url( array $letter ): string {
		$info = usersync_network_info( $letter['network'] );
		return $info['peers'][ $letter['peer'] ]['logout_url'] ?? Site::route( $letter['peer'], 'logout' );
	}

	/** @param Letter $letter */
	private static function postpone( string $name, array $letter ): void {
		$age = time() - intdiv( $letter['at_ms'], 1000 );
		if ( $age > usersync_network_info( $letter['network'] )['lifetime'] ) {
			self::remove( $name ); // The logins it would end have ended by themselves.
			return;
		}
		++$letter['tries'];
		$letter['due'] = time() + min( 30 * 2 ** min( $letter['tries'], 8 ), HOUR_IN_SECONDS );
		self::write( $name, $letter );
	}

	// Rows of their own, read and written past the cache: two requests that add to one option would lose letters.

	/** @param Letter $letter */
	private static function write( string $name, array $letter ): void {
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
	private static function read(): array {
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
