<?php
/**
 * Runs work after the response was sent, if the server supports that (FPM, LiteSpeed). Otherwise it runs before the end of the response.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Site;

final class AfterResponse {

	/** @var array<string, callable(): void> */
	private static array $work = [];

	/**
	 * @param string $name work with the same name runs once
	 * @param callable(): void $work
	 */
	public static function run( string $name, callable $work ): void {
		if ( [] === self::$work ) {
			add_action( 'shutdown', [ self::class, 'run_all' ], 1000 );
		}
		self::$work[ $name ] = $work;
	}

	public static function run_all(): void {
		if ( PHP_SESSION_ACTIVE === session_status() ) {
			session_write_close(); // Release the session lock for the visitor's next request.
		}
		if ( function_exists( 'fastcgi_finish_request' ) ) {
			fastcgi_finish_request();
		} elseif ( function_exists( 'litespeed_finish_request' ) ) {
			litespeed_finish_request();
		}
		ignore_user_abort( true );
		foreach ( self::$work as $work ) {
			$work();
		}
		self::$work = [];
	}
}
