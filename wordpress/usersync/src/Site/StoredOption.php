<?php
/**
 * An option of the site, or of the whole multisite if the plugin is active for all its sites.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Site;

use UserSync\Plugin\Plugin;

final class StoredOption {

	/** @return array<array-key, mixed> the stored array; empty if there is none */
	public static function get( string $name ): array {
		$stored = Plugin::is_network_wide() ? get_site_option( $name ) : get_option( $name );
		return is_array( $stored ) ? $stored : [];
	}

	/**
	 * @param array<array-key, mixed> $value
	 * @param bool|null               $autoload whether a site loads it with every page; null: unchanged
	 */
	public static function set( string $name, array $value, ?bool $autoload = null ): void {
		Plugin::is_network_wide() ? update_site_option( $name, $value ) : update_option( $name, $value, $autoload );
	}
}
