<?php
/**
 * Defines wp_session_*() and WP_Session for plugins written for WP Session Manager, unless another plugin defines them. They use $_SESSION.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\PhpSession;

use UserSync\Plugin\Site\Options;

final class OldNames {

	/** Runs after all plugins are loaded: some define their own copy of the class, if it is missing then. */
	public static function register(): void {
		add_action( 'plugins_loaded', [ self::class, 'define' ], PHP_INT_MIN );
	}

	public static function define(): void {
		/**
		 * Whether the missing functions and class of WP Session Manager are defined.
		 *
		 * @param bool $define
		 */
		if ( true === apply_filters( 'usersync_define_wp_session', Options::bool( 'php_sessions' ) ) ) {
			require_once __DIR__ . '/wp-session.php';
		}
	}
}
