<?php
/**
 * Sets the extension's save handler for $_SESSION if the server uses PHP's files handler, and hardens the session cookie. A server that
 * configures another handler keeps it.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\PhpSession;

use UserSync\Plugin\Migration\Sources;
use UserSync\Plugin\Site\Options;

final class Handler {

	public const NAME = 'usersync';

	private static bool $set_here = false;

	/** Why the handler could not be set: '' (it was), 'active' (a session is open), 'headers' (sent), 'fixed' (by the server), 'other' (handler). */
	private static string $obstacle = '';

	public static function register(): void {
		// The plugin is loaded before other plugins, so that none starts a session with the files handler.
		add_filter( 'pre_update_option_active_plugins', [ self::class, 'move_to_front' ] );
		add_filter( 'pre_update_site_option_active_sitewide_plugins', [ self::class, 'move_to_front_of_network' ] );
		if ( Options::bool( 'php_sessions' ) && self::serves_visitors() ) {
			self::set();
		}
		VisitorSession::register();
	}

	/** Command lines, cron and installation have no visitor and no session. */
	public static function serves_visitors(): bool {
		return ! wp_doing_cron() && ! wp_installing() && ! ( defined( 'WP_CLI' ) && constant( 'WP_CLI' ) ) && 'cli' !== PHP_SAPI;
	}

	public static function is_in_force(): bool {
		return self::NAME === ini_get( 'session.save_handler' );
	}

	public static function set_here(): bool {
		return self::$set_here;
	}

	public static function obstacle(): string {
		return self::$obstacle;
	}

	/** @return string the handler in the server's configuration, whatever was set at run time */
	public static function configured(): string {
		$settings = ini_get_all( 'session' );
		$setting  = is_array( $settings ) ? $settings['session.save_handler'] ?? null : null;
		$value    = is_array( $setting ) ? $setting['global_value'] ?? '' : '';
		return is_string( $value ) ? $value : '';
	}

	private static function set(): void {
		if ( PHP_SESSION_ACTIVE === session_status() ) {
			self::$obstacle = self::is_in_force() ? '' : 'active';
			return;
		}
		if ( headers_sent() ) {
			self::$obstacle = self::is_in_force() ? '' : 'headers';
			return;
		}
		if ( ! self::is_in_force() ) {
			$before = self::configured();
			if ( 'files' !== $before && ! Options::is_fixed( 'php_sessions' ) ) {
				self::$obstacle = 'other';
				return;
			}
			// phpcs:ignore WordPress.PHP.NoSilencedErrors, WordPress.PHP.IniSet -- fails with a warning under php_admin_value; the screen shows it
			if ( false === @ini_set( 'session.save_handler', self::NAME ) ) {
				self::$obstacle = 'fixed';
				return;
			}
			self::$set_here = true;
		}
		Sources::keep_cookie();
		self::harden_cookie();
		if ( self::$set_here && 'files' === self::configured() ) {
			FileSession::import();
		}
		Sources::import_visitor_session();
	}

	/** Changes only values that are weaker than required. Stricter values of the server stay. */
	private static function harden_cookie(): void {
		$wanted = [
			'session.use_strict_mode'  => '1',
			'session.use_only_cookies' => '1',
			'session.use_trans_sid'    => '0',
			'session.cookie_httponly'  => '1',
		];
		if ( '' === (string) ini_get( 'session.cookie_samesite' ) ) {
			$wanted['session.cookie_samesite'] = 'Lax';
		}
		if ( is_ssl() ) {
			$wanted['session.cookie_secure'] = '1';
		}
		// Sites in folders of one domain have separate sessions: browsers send the cookie with the longer path first.
		$path = self::site_path();
		if ( '/' === (string) ini_get( 'session.cookie_path' ) && '/' !== $path ) {
			$wanted['session.cookie_path'] = $path;
		}
		foreach ( $wanted as $name => $value ) {
			if ( ini_get( $name ) !== $value ) {
				ini_set( $name, $value ); // phpcs:ignore WordPress.PHP.IniSet.Risky -- before any session; the reasons are above
			}
		}
	}

	/** @return string the path of this site, or of the multisite whose sites share sessions, with a trailing slash */
	private static function site_path(): string {
		if ( is_multisite() ) {
			return get_network()->path ?? '/';
		}
		$home = get_option( 'home' );
		$path = is_string( $home ) ? wp_parse_url( $home, PHP_URL_PATH ) : '';
		return trailingslashit( is_string( $path ) ? $path : '' );
	}

	/** @return mixed the list with this plugin first */
	public static function move_to_front( mixed $plugins ): mixed {
		$own = plugin_basename( USERSYNC_PLUGIN_FILE );
		if ( ! is_array( $plugins ) || ! in_array( $own, $plugins, true ) ) {
			return $plugins;
		}
		return array_merge( [ $own ], array_values( array_diff( array_filter( $plugins, 'is_string' ), [ $own ] ) ) );
	}

	/** @return mixed the list with this plugin first */
	public static function move_to_front_of_network( mixed $plugins ): mixed {
		$own = plugin_basename( USERSYNC_PLUGIN_FILE );
		if ( ! is_array( $plugins ) || ! isset( $plugins[ $own ] ) ) {
			return $plugins;
		}
		return [ $own => $plugins[ $own ] ] + $plugins;
	}
}
