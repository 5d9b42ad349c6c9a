<?php
/**
 * Work that the visitor need not wait for: done when the page is sent, where the server can send it before PHP ends.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Site;

final class AfterResponse {

	/** @var array<string, callable(): void> */
	private static array $work = [];

	/**
	 * @param string $name the same name again: the same work, done once
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
			session_write_close(); // The visitor's next request must not wait for what follows.
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
