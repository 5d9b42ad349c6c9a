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

	/** Tokens bear half a minute of difference; a site that is off by more than half of that is on its way out. */
	private const SKEW_MS = 15000;

	/** @return array{string, string, string} */
	public static function extension(): array {
		$version = phpversion( 'usersync' );
		return false !== $version && Plugin::is_extension_compatible()
			/* translators: %s: version number. */
			? [ 'good', sprintf( __( 'The usersync extension %s is loaded', 'usersync' ), $version ), __( 'The plugin finds everything it needs.', 'usersync' ) ]
			: [ 'critical', __( 'The usersync extension is missing or too old', 'usersync' ), __( 'The plugin does nothing without it.', 'usersync' ) ];
	}

	/**
	 * One read, of a login that never was.
	 *
	 * @return array{string, string, string}
	 */
	public static function store(): array {
		$where = Screen::store();
		if ( '' !== Configuration::problem() ) {
			return [ 'critical', __( 'The session store of wp-config.php is not in force', 'usersync' ), Configuration::problem() ];
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
	 * What was last heard of the other sites, by schedule or by their own requests; nobody is asked while the page waits.
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
			return [ 'recommended', __( 'Some sites of the network do not answer', 'usersync' ), implode( ', ', array_unique( $down ) ) ];
		}
		if ( [] !== $off ) {
			return [ 'recommended', __( 'The clocks of some sites of the network are off', 'usersync' ), implode( ', ', array_unique( $off ) ) ];
		}
		return [ 'good', __( 'Nothing is wrong with the other sites of the network', 'usersync' ), __( 'As far as was heard of them last.', 'usersync' ) ];
	}

	/** @return array{string, string, string} */
	public static function synchronizer(): array {
		return Synchronizer::is_active()
			? [ 'critical', __( 'User Session Synchronizer is active', 'usersync' ), __( 'Whoever saw one of its links, in a log for instance, holds a login that never expires. No login is shared by UserSync meanwhile.', 'usersync' ) ]
			: [ 'good', __( 'No other plugin shares logins of this site', 'usersync' ), __( 'User Session Synchronizer is not active.', 'usersync' ) ];
	}

	/** @return array{string, string, string} */
	public static function encryption(): array {
		return Screen::is_encrypted()
			? [ 'good', __( 'Sessions are encrypted at rest', 'usersync' ), __( 'Whoever reads the store reads no session.', 'usersync' ) ]
			: [ 'recommended', __( 'Sessions are not encrypted at rest', 'usersync' ), __( 'There is no key for them. Make one with "wp usersync key generate" and name it in wp-config.php as USERSYNC_KEYRING, or ask the host for usersync.keyring.', 'usersync' ) ];
	}

	/** @return array{string, string, string} */
	public static function handler(): array {
		if ( ! Options::bool( 'php_sessions' ) ) {
			return [ 'good', __( 'PHP sessions are left alone', 'usersync' ), __( 'As the settings say.', 'usersync' ) ];
		}
		if ( Handler::is_in_force() || ! Handler::serves_visitors() ) {
			return [ 'good', __( 'PHP sessions are under the usersync handler', 'usersync' ), Screen::handler_reason() ];
		}
		return [ 'recommended', __( 'PHP sessions are not under the usersync handler', 'usersync' ), Screen::handler_reason() ];
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
			? [ 'good', __( 'The session cookie is well guarded', 'usersync' ), __( 'No script and no other site can use it.', 'usersync' ) ]
			/* translators: %s: list of attributes of a cookie. */
			: [ 'recommended', __( 'The session cookie could be guarded better', 'usersync' ), sprintf( __( 'It lacks: %s.', 'usersync' ), implode( ', ', $weak ) ) ];
	}

	/** @return array{string, string, string} */
	public static function key(): array {
		return SiteKey::is_in_database()
			? [ 'recommended', __( 'The keys of this site lie in the database', 'usersync' ), __( 'wp-config.php has no AUTH_KEY and SECURE_AUTH_SALT of its own, so that a copy of the database holds all that it takes to open what the plugin keeps there.', 'usersync' ) ]
			: [ 'good', __( 'The keys of this site lie outside of the database', 'usersync' ), __( 'They are made of the secrets in wp-config.php.', 'usersync' ) ];
	}
}
