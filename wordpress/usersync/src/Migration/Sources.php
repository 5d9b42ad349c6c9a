<?php
/**
 * The sources of an installation, by the name of the command. For two days after the start of a migration, a visitor's request also imports
 * the visitor's own session, in case the command has not reached it yet.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Migration;

use UserSync\Plugin\Site\Options;
use UserSync\UserSyncException;

final class Sources {

	public const SESSION_MANAGER = 'wp-session-manager';

	public const NATIVE = 'native-php-sessions';

	/** Days during which requests import sessions. No session lives longer without a request. */
	private const DAYS = 2;

	/**
	 * @param int $lifetime lifetime (s) of a session without a request; 0: the default of that plugin
	 * @return list<Source> the existing sources, of every site of a multisite
	 */
	public static function of( string $name, int $lifetime ): array {
		return self::of_blogs( self::blogs(), $name, $lifetime );
	}

	/**
	 * @param int[] $blogs
	 * @return list<Source>
	 */
	private static function of_blogs( array $blogs, string $name, int $lifetime ): array {
		global $wpdb;
		$found    = [];
		$lifetime = $lifetime > 0 ? $lifetime : self::lifetime( $name );
		foreach ( $blogs as $blog ) {
			$prefix  = $wpdb->get_blog_prefix( $blog );
			$found[] = self::NATIVE === $name ? new NativeSessions( $prefix, $lifetime ) : new SessionManagerTable( $prefix, self::key() );
			if ( self::SESSION_MANAGER === $name ) {
				$found[] = new SessionManagerOptions( $prefix . 'options', self::key(), $lifetime );
			}
		}
		return array_values( array_filter( $found, static fn( Source $source ): bool => $source->exists() ) );
	}

	/**
	 * WP Native PHP Sessions stores the time of the last change, not of the last request, and never rejects an old session. The lifetime is
	 * therefore at least two days, so that a cart filled yesterday is kept.
	 */
	private static function lifetime( string $name ): int {
		return max( (int) ini_get( 'session.gc_maxlifetime' ), self::NATIVE === $name ? self::DAYS * DAY_IN_SECONDS : 0 );
	}

	/** From now on, requests import the visitor's session, once the old plugin is deactivated. */
	public static function start_migration( string $name, int $lifetime = 0 ): void {
		Options::set(
			[
				'legacy_source'   => $name,
				'legacy_until'    => time() + self::DAYS * DAY_IN_SECONDS,
				'legacy_cookie'   => self::NATIVE === $name,
				'legacy_lifetime' => $lifetime,
			]
		);
	}

	/** Imports the session of the current visitor, before PHP opens it. */
	public static function import_visitor_session(): void {
		$id = $_COOKIE[ (string) session_name() ] ?? null; // phpcs:ignore WordPress.Security.ValidatedSanitizedInput -- matched next
		if ( Options::int( 'legacy_until' ) < time() || ! is_string( $id ) || 1 !== preg_match( '/^[A-Za-z0-9,-]{16,128}$/', $id ) ) {
			return;
		}
		foreach ( self::of_blogs( [ get_current_blog_id() ], Options::string( 'legacy_source' ), Options::int( 'legacy_lifetime' ) ) as $source ) {
			if ( self::is_active( $source->plugin() ) ) {
				continue;
			}
			try {
				Import::import_one( $source, $id );
			} catch ( UserSyncException ) {
				return; // session_start() reports the error of the store.
			}
		}
	}

	/** Keeps using the cookie of WP Native PHP Sessions. */
	public static function keep_cookie(): void {
		if ( ! Options::bool( 'legacy_cookie' ) || self::is_active( 'wp-native-php-sessions/pantheon-sessions.php' ) ) {
			return;
		}
		$host   = wp_parse_url( home_url(), PHP_URL_HOST );
		$domain = defined( 'COOKIE_DOMAIN' ) ? constant( 'COOKIE_DOMAIN' ) : '';
		$cookie = NativeCookie::of( is_string( $host ) ? $host : '', is_string( $domain ) ? $domain : '', is_ssl() || (bool) ini_get( 'session.cookie_secure' ) );
		session_name( $cookie['name'] );
		if ( '' !== $cookie['domain'] ) {
			ini_set( 'session.cookie_domain', $cookie['domain'] ); // phpcs:ignore WordPress.PHP.IniSet.Risky -- before any session
		}
	}

	public static function is_active( string $plugin ): bool {
		$here = get_option( 'active_plugins' );
		$all  = is_multisite() ? get_site_option( 'active_sitewide_plugins' ) : [];
		return ( is_array( $here ) && in_array( $plugin, $here, true ) ) || ( is_array( $all ) && isset( $all[ $plugin ] ) );
	}

	private static function key(): ?Defuse {
		$text = defined( 'WP_SESSION_ENC_KEY' ) ? constant( 'WP_SESSION_ENC_KEY' ) : null;
		return is_string( $text ) ? Defuse::from_text( $text ) : null;
	}

	/** @return int[] */
	private static function blogs(): array {
		if ( ! is_multisite() ) {
			return [ get_current_blog_id() ];
		}
		return array_map(
			'intval',
			get_sites(
				[
					'fields' => 'ids',
					'number' => 0,
				]
			)
		);
	}
}
