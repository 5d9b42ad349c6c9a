<?php
/**
 * The state of a sign-in. A cookie binds it to one browser, and it can be used once.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Login;

use UserSync\Plugin\Site\Cookie;

final class LoginState {

	/** @return array{return_to: string, created: int}|null */
	public static function consume( string $id ): ?array {
		$secret = self::secret( $id );
		if ( '' === $secret ) {
			return null;
		}
		Cookie::set( '__Host-usersync-' . $id, '', 1, '/' );
		return usersync_state_take( $secret, $id );
	}

	public static function secret( string $id ): string {
		if ( 1 !== preg_match( '/^[\w-]{22}$/D', $id ) ) {
			return '';
		}
		$secret = $_COOKIE[ '__Host-usersync-' . $id ] ?? ''; // phpcs:ignore WordPress.Security.ValidatedSanitizedInput -- the extension compares it byte by byte
		return is_string( $secret ) ? wp_unslash( $secret ) : '';
	}
}
