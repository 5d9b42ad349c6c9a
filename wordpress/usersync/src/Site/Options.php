<?php
/**
 * Settings: one option, and wp-config.php has the last word (USERSYNC_CREATE_USERS for create_users).
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Site;

use UserSync\Plugin\Network\NetworkStore;
use UserSync\Plugin\Plugin;

final class Options {

	public const NAME = 'usersync_settings';

	/** Every setting there is, with its default, whose type is the setting's type. */
	public const DEFAULTS = [
		// Login sync.
		'login_sync'          => true,
		'probe_minutes'       => 15,
		'create_users'        => 'subscriber', // Or 'never'.
		'sync_administrators' => false,
		'alive_minutes'       => 10,
		'ajax'                => false,
		'share_with_blogs'    => false, // With blogs of a multisite under other domains: who controls such a domain could take a login over.
		// Verified addresses.
		'email_change'        => 'verify', // Or 'locked', 'free'.
		'mail_subject'        => '', // Empty: the default, translated.
		'mail_body'           => '',
		// PHP's own sessions.
		'php_sessions'        => true, // Under the extension's handler.
		'session_start'       => true, // For plugins that use \$_SESSION and start none.
		// Sessions of another plugin, while visitors may still bring them.
		'legacy_source'       => '',
		'legacy_until'        => 0,
		'legacy_cookie'       => false,
		'legacy_lifetime'     => 0, // Seconds; 0: as that plugin had it.
		// What is left when the plugin is deleted.
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

	/** Whether wp-config.php decides: a screen shows such a setting without offering it. */
	public static function is_fixed( string $key ): bool {
		return defined( self::constant( $key ) );
	}

	/** What every page asks for is loaded with the page, also while it holds nothing: an option without a row costs a query each time. */
	public static function create_rows(): void {
		if ( ! is_multisite() ) {
			add_option( self::NAME, [] );
			add_option( NetworkStore::OPTION, [] );
		}
	}

	/**
	 * Stores settings; those not named stay as they are.
	 *
	 * @param array<string, bool|int|string> $values
	 */
	public static function set( array $values ): void {
		$values = array_intersect_key( $values, self::DEFAULTS ) + self::stored();
		Plugin::is_network_wide() ? update_site_option( self::NAME, $values ) : update_option( self::NAME, $values );
	}

	/**
	 * What a form sent, each in the type of its setting; what is no setting, or fixed, is left out.
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
		$stored = Plugin::is_network_wide() ? get_site_option( self::NAME ) : get_option( self::NAME );
		$named  = [];
		foreach ( is_array( $stored ) ? $stored : [] as $key => $value ) {
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
