<?php
/**
 * Configures the extension once per request: the site key, the session store and the keyring.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Site;

use UserSync\UserSyncException;

final class Configuration {

	/** Why the store could not be configured; empty on success, or if the server configures it. */
	private static string $problem = '';

	private static string $chosen_by = 'php.ini';

	public static function register(): void {
		// Not on plugins_loaded: other plugins may start a session while they are loaded.
		self::apply();
	}

	private static function apply(): void {
		try {
			usersync_configure( [ 'site_key' => SiteKey::make() ] );
			$options = self::options();
			if ( [] !== $options ) {
				usersync_configure( $options );
			}
		} catch ( UserSyncException | \ValueError $e ) {
			self::$problem = $e->getMessage();
		}
	}

	/** @return string the error, without secrets; empty: none */
	public static function problem(): string {
		return self::$problem;
	}

	/** @return string 'php.ini' or 'wp-config.php' */
	public static function chosen_by(): string {
		return self::$chosen_by;
	}

	/**
	 * The settings of wp-config.php. Without them, sessions are stored in WordPress' database, unless the server's administrator configured
	 * a store or a keyring. The server's keys are never used with a scope of this site.
	 *
	 * @return array<string, mixed>
	 */
	private static function options(): array {
		$options = [];
		$keyring = self::constant( 'USERSYNC_KEYRING' );
		if ( is_array( $keyring ) || ( is_string( $keyring ) && '' !== $keyring ) ) {
			$options['keyring'] = $keyring;
		} elseif ( is_string( self::constant( 'WP_SESSION_ENC_KEY' ) ) && in_array( ini_get( 'usersync.keyring' ), [ '', false ], true ) ) {
			// Sessions that WP Session Manager encrypted stay encrypted.
			$options['keyring'] = [ SiteKey::from_secret( (string) self::constant( 'WP_SESSION_ENC_KEY' ) ) ];
		}
		$store = self::constant( 'USERSYNC_STORE' );
		if ( is_array( $store ) || ( is_string( $store ) && '' !== $store ) ) {
			$options['store'] = $store;
		} elseif ( self::constant( 'WP_SESSION_USE_OPTIONS' ) ) {
			$options['store'] = self::database( 'wp-options+mysql' );
		} elseif ( ! self::server_decides( [] !== $options ) ) {
			$options['store'] = self::database( 'mysql' );
		}
		if ( [] !== $options ) {
			self::$chosen_by = 'wp-config.php';
			// The same scope on every server of this site, and for commands under another system user.
			$scope            = self::constant( 'USERSYNC_SCOPE' );
			$options['scope'] = is_string( $scope ) && '' !== $scope
				? $scope
				: 'wp:' . substr( hash( 'sha256', usersync_key_id( SiteKey::make() ) ), 0, 16 );
		}
		return $options;
	}

	private static function server_decides( bool $brings_keyring ): bool {
		$keyring = ini_get( 'usersync.keyring' );
		if ( ! $brings_keyring && is_string( $keyring ) && '' !== $keyring ) {
			return true;
		}
		$address = ini_get( 'usersync.store' );
		$path    = ini_get( 'session.save_path' );
		return ( is_string( $address ) && 'sqlite' !== $address ) ||
			( 'usersync' === ini_get( 'session.save_handler' ) && is_string( $path ) && 1 === preg_match( '/^[a-z+]+:/', $path ) );
	}

	/** @return array<string, string> the store in the database of wp-config.php, beside WordPress' own tables */
	private static function database( string $scheme ): array {
		global $wpdb;
		return [
			'scheme'       => $scheme,
			'host'         => DB_HOST,
			'user'         => DB_USER,
			'password'     => DB_PASSWORD,
			'database'     => DB_NAME,
			'table_prefix' => $wpdb->base_prefix,
		];
	}

	private static function constant( string $name ): mixed {
		return defined( $name ) ? constant( $name ) : null;
	}
}
