<?php
/**
 * The checks behind the tests of Site Health. Each returns a status, a label and a description.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Admin;

use UserSync\Plugin\Migration\Synchronizer;
use UserSync\Plugin\Network\Health;
use UserSync\Plugin\Network\Networks;
use UserSync\Plugin\PhpSession\Handler;
use UserSync\Plugin\PhpSession\Screen;
use UserSync\Plugin\Plugin;
use UserSync\Plugin\Site\Configuration;
use UserSync\Plugin\Site\Options;
use UserSync\Plugin\Site\SiteKey;
use UserSync\UserSyncException;

final class SiteHealthChecks {

	/** Milliseconds. Tokens allow a clock difference of 30 s, so the warning comes at half of that. */
	private const SKEW_MS = 15000;

	/** @return array{string, string, string} */
	public static function extension(): array {
		$version = phpversion( 'usersync' );
		return false !== $version && Plugin::is_extension_compatible()
			/* translators: %s: version number. */
			? [ 'good', sprintf( __( 'The usersync extension %s is loaded', 'usersync' ), $version ), __( 'The extension has every function that the plugin requires.', 'usersync' ) ]
			: [ 'critical', __( 'The usersync extension is missing or too old', 'usersync' ), __( 'The plugin is inactive without it.', 'usersync' ) ];
	}

	/**
	 * Reads one login that does not exist.
	 *
	 * @return array{string, string, string}
	 */
	public static function store(): array {
		$where = Screen::store();
		if ( '' !== Configuration::problem() ) {
			return [ 'critical', __( 'The session store set in wp-config.php is not in use', 'usersync' ), Configuration::problem() ];
		}
		try {
			usersync_session_alive( str_repeat( 'A', 22 ) );
		} catch ( UserSyncException $e ) {
			return [ 'critical', __( 'The session store does not answer', 'usersync' ), $where . ': ' . $e->getMessage() ];
		}
		/* translators: %s: name of a store, such as "mysql user@host". */
		return [ 'good', __( 'The session store answers', 'usersync' ), sprintf( __( 'Sessions and logins are kept in %s.', 'usersync' ), $where ) ];
	}

	/**
	 * Uses the last known state of the peers. No request is sent while the page loads.
	 *
	 * @return array{string, string, string}
	 */
	public static function peers(): array {
		$down = [];
		$off  = [];
		foreach ( Networks::all() as $network ) {
			foreach ( array_keys( $network['peers'] ) as $peer ) {
				$state = Health::state( $peer );
				if ( null !== $state && ! $state['ok'] ) {
					$down[] = '' === $state['detail'] ? $peer : $peer . ' (' . $state['detail'] . ')';
				} elseif ( null !== $state && abs( $state['skew'] ?? 0 ) > self::SKEW_MS ) {
					$off[] = $peer;
				}
			}
		}
		if ( [] !== $down ) {
			return [ 'recommended', __( 'Some sites in the network do not respond', 'usersync' ), implode( ', ', array_unique( $down ) ) ];
		}
		if ( [] !== $off ) {
			return [ 'recommended', __( 'The clocks of some sites in the network differ', 'usersync' ), implode( ', ', array_unique( $off ) ) ];
		}
		return [ 'good', __( 'The other sites in the network are reachable', 'usersync' ), __( 'According to the last check.', 'usersync' ) ];
	}

	/** @return array{string, string, string} */
	public static function synchronizer(): array {
		return Synchronizer::is_active()
			? [ 'critical', __( 'User Session Synchronizer is active', 'usersync' ), __( 'Its links contain logins that never expire, and such links can appear in logs. UserSync shares no logins while that plugin is active. Deactivate it.', 'usersync' ) ]
			: [ 'good', __( 'No other plugin shares the logins of this site', 'usersync' ), __( 'User Session Synchronizer is not active.', 'usersync' ) ];
	}

	/** @return array{string, string, string} */
	public static function encryption(): array {
		return Screen::is_encrypted()
			? [ 'good', __( 'Sessions are encrypted at rest', 'usersync' ), __( 'A copy of the store does not reveal any session.', 'usersync' ) ]
			: [ 'recommended', __( 'Sessions are not encrypted at rest', 'usersync' ), __( 'No key is configured. Create one with "wp usersync key generate" and set USERSYNC_KEYRING in wp-config.php, or ask your host to set usersync.keyring.', 'usersync' ) ];
	}

	/** @return array{string, string, string} */
	public static function handler(): array {
		if ( ! Options::bool( 'php_sessions' ) ) {
			return [ 'good', __( 'PHP sessions are not managed by UserSync', 'usersync' ), __( 'This is disabled in the settings.', 'usersync' ) ];
		}
		if ( Handler::is_in_force() || ! Handler::serves_visitors() ) {
			return [ 'good', __( 'PHP sessions use the usersync handler', 'usersync' ), Screen::handler_reason() ];
		}
		return [ 'recommended', __( 'PHP sessions do not use the usersync handler', 'usersync' ), Screen::handler_reason() ];
	}

	/** @return array{string, string, string} */
	public static function cookie(): array {
		$cookie = session_get_cookie_params();
		$weak   = [];
		if ( ! $cookie['httponly'] ) {
			$weak[] = 'HttpOnly';
		}
		if ( ! $cookie['secure'] && is_ssl() ) {
			$weak[] = 'Secure';
		}
		if ( ! in_array( $cookie['samesite'], [ 'Lax', 'Strict', 'lax', 'strict' ], true ) ) {
			$weak[] = 'SameSite';
		}
		return [] === $weak || ! Handler::serves_visitors()
			? [ 'good', __( 'The session cookie is well protected', 'usersync' ), __( 'Scripts and other sites cannot use it.', 'usersync' ) ]
			/* translators: %s: list of attributes of a cookie. */
			: [ 'recommended', __( 'The session cookie is not fully protected', 'usersync' ), sprintf( __( 'Missing attributes: %s.', 'usersync' ), implode( ', ', $weak ) ) ];
	}

	/** @return array{string, string, string} */
	public static function key(): array {
		return SiteKey::is_in_database()
			? [ 'recommended', __( 'The keys of this site are stored in the database', 'usersync' ), __( 'wp-config.php does not define AUTH_KEY and SECURE_AUTH_SALT. A copy of the database is then enough to decrypt the data that the plugin stores there. Define both constants.', 'usersync' ) ]
			: [ 'good', __( 'The keys of this site are stored outside the database', 'usersync' ), __( 'They are derived from the secrets in wp-config.php.', 'usersync' ) ];
	}
}
