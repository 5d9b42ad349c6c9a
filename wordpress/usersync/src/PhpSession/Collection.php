<?php
/**
 * Deletes expired sessions by an hourly event, in batches. PHP's own garbage collection may be rare or off (as in Debian).
 *
 * @package UserSync
 */

namespace UserSync\Plugin\PhpSession;

use UserSync\UserSyncException;

final class Collection {

	public const EVENT = 'usersync_collect';

	/** Sessions deleted by one call. */
	private const BATCH = 1000;

	/** Longest duration of a run (s). The next run continues. */
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
				$deleted = usersync_gc( self::BATCH );
			} while ( self::BATCH === $deleted && microtime( true ) < $end );
		} catch ( UserSyncException ) {
			return; // The store is down; the next run tries again.
		}
	}
}
