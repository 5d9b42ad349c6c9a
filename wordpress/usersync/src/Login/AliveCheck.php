<?php
/**
 * When each login was last checked against the extension's index.
 *
 * These times are not kept in the login tokens: WordPress writes all tokens of a user at once and without a lock, so a write during
 * a page view could undo a concurrent login. A lost write here only loses a time.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Login;

use UserSync\Plugin\Site\Options;

final class AliveCheck {

	private const META = 'usersync_checked';

	public static function is_due( int $user, string $verifier ): bool {
		return ( self::times( $user )[ self::key( $verifier ) ] ?? 0 ) <= self::due_before();
	}

	public static function mark_checked( int $user, string $verifier ): void {
		$times = array_filter( self::times( $user ), static fn( int $time ): bool => $time > self::due_before() );

		$times[ self::key( $verifier ) ] = time();
		update_user_meta( $user, self::META, $times );
	}

	private static function due_before(): int {
		return time() - MINUTE_IN_SECONDS * Options::int( 'alive_minutes' );
	}

	private static function key( string $verifier ): string {
		return substr( $verifier, 0, 16 );
	}

	/** @return array<string, int> time of the last check (Unix seconds) by the first 16 characters of the verifier */
	private static function times( int $user ): array {
		$stored = get_user_meta( $user, self::META, true );
		$times  = [];
		foreach ( is_array( $stored ) ? $stored : [] as $name => $time ) {
			if ( is_int( $time ) ) {
				$times[ (string) $name ] = $time;
			}
		}
		return $times;
	}
}
