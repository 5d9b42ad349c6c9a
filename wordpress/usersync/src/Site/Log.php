<?php
/**
 * A line in PHP's error log, never a secret, and what goes wrong again and again only once a request.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Site;

final class Log {

	/** @var array<string, true> */
	private static array $said = [];

	public static function problem( string $text ): void {
		if ( ! isset( self::$said[ $text ] ) ) {
			self::$said[ $text ] = true;
			error_log( 'usersync: ' . (string) preg_replace( '/[\x00-\x1f\x7f]+/', ' ', $text ) ); // phpcs:ignore WordPress.PHP.DevelopmentFunctions -- the administrator's log
		}
	}
}
