<?php
/**
 * The key this site seals its own things under (pair keys, history, codes) where the host gives no keyring: made of the
 * secrets of wp-config.php, so that a dump of the database alone opens nothing. Changing them changes the key.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Site;

final class SiteKey {

	/** @return string a k3.local key, as usersync_configure( [ 'site_key' => … ] ) takes it */
	public static function make(): string {
		$secret = self::is_in_database()
			? wp_salt( 'auth' ) . wp_salt( 'secure_auth' )
			: self::constant( 'AUTH_KEY' ) . self::constant( 'SECURE_AUTH_SALT' );
		return self::from_secret( $secret );
	}

	public static function from_secret( #[\SensitiveParameter] string $secret ): string {
		$bytes = hash_hkdf( 'sha256', $secret, 32, 'usersync/v1/site' );
		// phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.obfuscation_base64_encode -- the text of a PASERK key
		return 'k3.local.' . rtrim( strtr( base64_encode( $bytes ), '+/', '-_' ), '=' );
	}

	/** Whether wp-config.php has no secrets of its own, and WordPress keeps random ones in the database: worth a word. */
	public static function is_in_database(): bool {
		foreach ( [ 'AUTH_KEY', 'SECURE_AUTH_SALT' ] as $name ) {
			if ( in_array( self::constant( $name ), [ '', 'put your unique phrase here' ], true ) ) {
				return true;
			}
		}
		return false;
	}

	private static function constant( string $name ): string {
		$value = defined( $name ) ? constant( $name ) : '';
		return is_string( $value ) ? $value : '';
	}
}
