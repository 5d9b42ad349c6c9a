<?php
/**
 * The key that encrypts this site's own data (pair keys, history, codes) if the host provides no keyring. It is derived from the secrets in
 * wp-config.php, so a dump of the database alone cannot be decrypted. Changing the secrets changes the key.
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
		return 'k3.local.' . Base64Url::encode( $bytes );
	}

	/** Whether wp-config.php defines no secrets. WordPress then keeps random ones in the database. */
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
