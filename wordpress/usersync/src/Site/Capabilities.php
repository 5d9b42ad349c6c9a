<?php
/**
 * The capabilities 'manage_usersync' (networks, keys, settings) and 'view_usersync_sessions'. They are mapped to capabilities of
 * administrators. Role plugins can map them to others.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Site;

use UserSync\Plugin\Plugin;

final class Capabilities {

	public static function register(): void {
		add_filter( 'map_meta_cap', [ self::class, 'map' ], 10, 2 );
	}

	/**
	 * @param string[] $caps
	 * @return string[]
	 */
	public static function map( array $caps, string $cap ): array {
		return match ( $cap ) {
			'manage_usersync' => [ Plugin::is_network_wide() ? 'manage_network_options' : 'manage_options' ],
			'view_usersync_sessions' => [ Plugin::is_network_wide() ? 'manage_network_users' : 'edit_users' ],
			default => $caps,
		};
	}
}
