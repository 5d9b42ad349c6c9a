<?php
/**
 * The plugin's settings, in one option. A constant in wp-config.php overrides a setting (USERSYNC_CREATE_USERS for create_users).
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Site;

use UserSync\Plugin\Network\NetworkStore;

final class Options {

	public const NAME = 'usersync_settings';

	/** All settings with their defaults. The type of the default is the type of the setting. */
	public const DEFAULTS = [
		// Login sync.
		'login_sync'          => true,
		'probe_minutes'       => 15,
		'create_users'        => 'subscriber', // Or 'never'.
		'sync_administrators' => false,
		'alive_minutes'       => 10,
		'ajax'                => false,
		'share_with_blogs'    => false, // With blogs of a multisite under other domains. Whoever controls such a domain could take over a login.
		// Verified addresses.
		'email_change'        => 'verify', // Or 'locked', 'free'.
		'mail_subject'        => '', // Empty: the translated default.
		'mail_body'           => '',
		// PHP's own sessions.
		'php_sessions'        => true, // Use the extension's save handler.
		'session_start'       => true, // Provide $_SESSION to plugins that start no session.
		// Sessions of another plugin, while they are imported at the visitor's request.
		'legacy_source'       => '',
		'legacy_until'        => 0,
		'legacy_cookie'       => false,
		'legacy_lifetime'     => 0, // Seconds; 0: the default of that plugin.
		// Delete all data with the plugin.
		'remove_data'         => false,
	];

	public static function bool( string $key ): bool {
		$value = self::value( $key );
		return is_string( $value ) ? wp_validate_boolean( $value ) : (bool) $value;
	}

	public static function int( string $key ): int {
		$value = self::value( $key );
		return is_numeric( $value ) ? (int) $value : 0;
	}

	public static function string( string $key ): string {
		$value = self::value( $key );
		return is_scalar( $value ) ? (string) $value : '';
	}

	/** Whether wp-config.php sets the value: screens show such a setting as read-only. */
	public static function is_fixed( string $key ): bool {
		return defined( self::constant( $key ) );
	}

	/** Creates empty autoloaded options. Every page reads them, and an option without a row costs a query each time. */
	public static function create_rows(): void {
		if ( ! is_multisite() ) {
			add_option( self::NAME, [] );
			add_option( NetworkStore::OPTION, [] );
		}
	}

	/**
	 * Stores settings. Settings that are not named stay unchanged.
	 *
	 * @param array<string, bool|int|string> $values
	 */
	public static function set( array $values ): void {
		$values = array_intersect_key( $values, self::DEFAULTS ) + self::stored();
		StoredOption::set( self::NAME, $values );
	}

	/**
	 * Converts submitted values to the types of their settings. Unknown and fixed settings are left out.
	 *
	 * @param array<array-key, mixed> $posted
	 * @return array<string, bool|int|string>
	 */
	public static function clean( array $posted ): array {
		$clean = [];
		foreach ( self::DEFAULTS as $key => $default ) {
			$value = $posted[ $key ] ?? null;
			if ( ! is_scalar( $value ) || self::is_fixed( $key ) ) {
				continue;
			}
			$clean[ $key ] = match ( true ) {
				is_bool( $default ) => wp_validate_boolean( $value ),
				is_int( $default )  => max( 1, (int) $value ),
				default             => sanitize_text_field( (string) $value ),
			};
		}
		return $clean;
	}

	/** @return array<string, mixed> */
	private static function stored(): array {
		$named = [];
		foreach ( StoredOption::get( self::NAME ) as $key => $value ) {
			$named[ (string) $key ] = $value;
		}
		return $named;
	}

	private static function value( string $key ): mixed {
		if ( ! array_key_exists( $key, self::DEFAULTS ) ) {
			throw new \LogicException( esc_html( "there is no setting $key" ) );
		}
		if ( self::is_fixed( $key ) ) {
			return constant( self::constant( $key ) );
		}
		return self::stored()[ $key ] ?? self::DEFAULTS[ $key ];
	}

	private static function constant( string $key ): string {
		return 'USERSYNC_' . strtoupper( $key );
	}
}
