<?php
/**
 * Runs when the plugin is deleted. Its data is removed only if the administrator chose that on the screen "PHP sessions". Otherwise
 * a later installation finds the networks and settings again.
 *
 * @package UserSync
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

( static function (): void {
	global $wpdb;
	$settings = is_multisite() ? get_site_option( 'usersync_settings' ) : false;
	$settings = is_array( $settings ) ? $settings : get_option( 'usersync_settings' );
	$remove   = defined( 'USERSYNC_REMOVE_DATA' ) ? constant( 'USERSYNC_REMOVE_DATA' ) : ( is_array( $settings ) ? $settings['remove_data'] ?? false : false );
	if ( ! $remove ) {
		return;
	}
	// phpcs:disable WordPress.DB -- deletes by prefix, once
	$wpdb->query( $wpdb->prepare( "DELETE FROM {$wpdb->usermeta} WHERE meta_key LIKE %s", $wpdb->esc_like( 'usersync_' ) . '%' ) );
	$names = [ $wpdb->esc_like( 'usersync_' ) . '%', $wpdb->esc_like( '_usersync_' ) . '%', $wpdb->esc_like( '_transient_usersync_' ) . '%', $wpdb->esc_like( '_transient_timeout_usersync_' ) . '%' ];
	$sites = is_multisite() ? array_map(
		'intval',
		get_sites(
			[
				'fields' => 'ids',
				'number' => 0,
			]
		)
	) : [ get_current_blog_id() ];
	foreach ( $sites as $site ) {
		$prefix = $wpdb->get_blog_prefix( $site );
		foreach ( $names as $name ) {
			$wpdb->query( $wpdb->prepare( "DELETE FROM `{$prefix}options` WHERE option_name LIKE %s", $name ) );
		}
		$wpdb->query( "DROP TABLE IF EXISTS `{$prefix}usersync_sessions`, `{$prefix}usersync_nonces`, `{$prefix}usersync_locks`" );
	}
	if ( is_multisite() ) {
		$wpdb->query( $wpdb->prepare( "DELETE FROM {$wpdb->sitemeta} WHERE meta_key LIKE %s", $wpdb->esc_like( 'usersync_' ) . '%' ) );
	}
	// phpcs:enable
	wp_cache_flush();
} )();
