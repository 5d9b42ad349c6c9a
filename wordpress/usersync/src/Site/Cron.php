<?php
/**
 * Schedules the plugin's events.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Site;

use UserSync\Plugin\Logout\LogoutQueue;
use UserSync\Plugin\Network\Health;
use UserSync\Plugin\Network\Networks;
use UserSync\Plugin\Plugin;

final class Cron {

	/** Hook => schedule, for sites that belong to a network. */
	private const EVENTS = [
		Health::EVENT      => 'usersync_two_minutes',
		LogoutQueue::EVENT => 'usersync_two_minutes',
	];

	public static function register(): void {
		// phpcs:ignore WordPress.WP.CronInterval.CronSchedulesInterval -- a peer counts as up for five minutes
		add_filter( 'cron_schedules', [ self::class, 'add_schedule' ] );
		add_action( 'init', [ self::class, 'schedule' ] );
	}

	/**
	 * @param array<string, array{interval: int, display: string}> $schedules
	 * @return array<string, array{interval: int, display: string}>
	 */
	public static function add_schedule( array $schedules ): array {
		$schedules['usersync_two_minutes'] = [
			'interval' => 2 * MINUTE_IN_SECONDS,
			'display'  => did_action( 'init' ) > 0 ? __( 'Every two minutes', 'usersync' ) : 'Every two minutes', // Other plugins schedule events before translations are loaded.
		];
		return $schedules;
	}

	public static function schedule(): void {
		if ( ! Networks::any() || ( Plugin::is_network_wide() && ! is_main_site() ) ) {
			return;
		}
		foreach ( self::EVENTS as $hook => $schedule ) {
			if ( false === wp_next_scheduled( $hook ) ) {
				wp_schedule_event( time(), $schedule, $hook );
			}
		}
	}

	public static function clear(): void {
		foreach ( array_keys( self::EVENTS ) as $hook ) {
			wp_unschedule_hook( $hook );
		}
	}
}
