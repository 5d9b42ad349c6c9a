<?php
/**
 * The plugin's entry in the admin menu. Screens call Menu::add() when they register.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Admin;

use UserSync\Plugin\Plugin;

final class Menu {

	public const SLUG = 'usersync';

	/** @var array<string, array{title: callable(): string, capability: string, render: callable(): void, load: (callable(): void)|null, position: int}> */
	private static array $screens = [];

	public static function register(): void {
		add_action( Plugin::is_network_wide() ? 'network_admin_menu' : 'admin_menu', [ self::class, 'build' ] );
		add_filter( ( Plugin::is_network_wide() ? 'network_admin_' : '' ) . 'plugin_action_links_' . plugin_basename( USERSYNC_PLUGIN_FILE ), [ self::class, 'add_links' ] );
	}

	/**
	 * Adds a screen below the plugin's menu entry. The title is a callable because translations load after register().
	 *
	 * @param string $slug Menu::SLUG itself for the first screen, "usersync-…" for others
	 * @param callable(): string $title
	 * @param callable(): void $render
	 * @param (callable(): void)|null $load runs before any output, to handle a POST or declare screen options
	 */
	public static function add( string $slug, callable $title, string $capability, callable $render, ?callable $load = null, int $position = 10 ): void {
		self::$screens[ $slug ] = compact( 'title', 'capability', 'render', 'load', 'position' );
	}

	public static function url( string $slug = self::SLUG ): string {
		$file = 'admin.php?page=' . $slug;
		return Plugin::is_network_wide() ? network_admin_url( $file ) : admin_url( $file );
	}

	/**
	 * Adds links to the first screen and to the settings in the plugin's row of the plugins list.
	 *
	 * @param array<array-key, string> $links
	 * @return array<array-key, string>
	 */
	public static function add_links( array $links ): array {
		$ours = [];
		foreach ( [ self::SLUG, SettingsScreen::PAGE ] as $slug ) {
			if ( isset( self::$screens[ $slug ] ) && current_user_can( self::$screens[ $slug ]['capability'] ) ) {
				$ours[ $slug ] = '<a href="' . esc_url( self::url( $slug ) ) . '">' . esc_html( self::$screens[ $slug ]['title']() ) . '</a>';
			}
		}
		return $ours + $links;
	}

	public static function build(): void {
		uasort( self::$screens, static fn( array $a, array $b ): int => $a['position'] <=> $b['position'] );
		add_menu_page( __( 'UserSync', 'usersync' ), __( 'UserSync', 'usersync' ), 'view_usersync_sessions', self::SLUG, '__return_null', 'dashicons-groups', 71 );
		foreach ( self::$screens as $slug => $screen ) {
			$title = $screen['title']();
			$hook  = add_submenu_page( self::SLUG, $title, $title, $screen['capability'], $slug, $screen['render'] );
			if ( false !== $hook && null !== $screen['load'] ) {
				add_action( 'load-' . $hook, $screen['load'] );
			}
		}
		remove_submenu_page( self::SLUG, '' );
	}
}
