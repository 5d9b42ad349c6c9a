<?php
/**
 * wp_session_*() and WP_Session, which plugins written for WP Session Manager call: over $_SESSION, where nobody else defines them.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\PhpSession;

use UserSync\Plugin\Site\Options;

final class OldNames {

	/** Some plugins bring their own copy of the class, and ask whether it is there while they are loaded: they come first. */
	public static function register(): void {
		add_action( 'plugins_loaded', [ self::class, 'define' ], PHP_INT_MIN );
	}

	public static function define(): void {
		/**
		 * Whether the names of WP Session Manager are defined where they are missing.
		 *
		 * @param bool $define
		 */
		if ( true === apply_filters( 'usersync_define_wp_session', Options::bool( 'php_sessions' ) ) ) {
			require_once __DIR__ . '/wp-session.php';
		}
	}
}
