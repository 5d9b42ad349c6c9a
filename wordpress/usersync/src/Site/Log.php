<?php
/**
 * Writes to PHP's error log, each message once per request. Messages contain no secrets.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Site;

final class Log {

	/** @var array<string, true> */
	private static array $logged = [];

	public static function problem( string $text ): void {
		if ( ! isset( self::$logged[ $text ] ) ) {
			self::$logged[ $text ] = true;
			error_log( 'usersync: ' . (string) preg_replace( '/[\x00-\x1f\x7f]+/', ' ', $text ) ); // phpcs:ignore WordPress.PHP.DevelopmentFunctions -- the administrator's log
		}
	}
}
