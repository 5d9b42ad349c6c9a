<?php
/**
 * Expired sessions are collected by schedule, in batches, however rarely PHP itself would: Debian's PHP never does.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\PhpSession;

use UserSync\UserSyncException;

final class Collection {

	public const EVENT = 'usersync_collect';

	private const BATCH = 1000;

	/** Seconds that one run may take; the next run goes on. */
	private const TIME = 20;

	public static function register(): void {
		add_action( self::EVENT, [ self::class, 'run' ] );
		add_action( 'init', [ self::class, 'schedule' ] );
	}

	public static function schedule(): void {
		// The sites of a multisite share one store.
		if ( is_main_site() && false === wp_next_scheduled( self::EVENT ) ) {
			wp_schedule_event( time() + HOUR_IN_SECONDS, 'hourly', self::EVENT );
		}
	}

	public static function clear(): void {
		wp_unschedule_hook( self::EVENT );
	}

	public static function run(): void {
		$end = microtime( true ) + self::TIME;
		try {
			do {
				$gone = usersync_gc( self::BATCH );
			} while ( self::BATCH === $gone && microtime( true ) < $end );
		} catch ( UserSyncException ) {
			return; // The store is down; there will be another hour.
		}
	}
}
