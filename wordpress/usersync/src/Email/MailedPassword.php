<?php
/**
 * Verifies an address by core's own emails: a user who sets the password by an emailed link can read that mailbox. A first login
 * verifies nothing, because the password may have been chosen at registration or set by an administrator.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Email;

use UserSync\Plugin\Account\Verified;
use WP_User;

final class MailedPassword {

	/** Whether this request compared an emailed key with the stored one. */
	private static bool $key_checked = false;

	private static int $user = 0;

	private static string $address = '';

	public static function register(): void {
		add_filter( 'password_reset_expiration', [ self::class, 'on_key_check' ] );
		add_action( 'validate_password_reset', [ self::class, 'on_key_valid' ], PHP_INT_MAX, 2 );
		add_action( 'after_password_reset', [ self::class, 'on_password_set' ] );
		add_action( 'wpmu_activate_user', [ self::class, 'on_account_activated' ] );
	}

	/** Only check_password_reset_key() applies this filter. The value is not changed. */
	public static function on_key_check( mixed $seconds ): mixed {
		self::$key_checked = true;
		return $seconds;
	}

	/** Plugins' password forms for signed-in users also run this hook, without a key. */
	public static function on_key_valid( mixed $errors, mixed $user = null ): void {
		if ( self::$key_checked && $user instanceof WP_User && '' !== $user->user_activation_key ) {
			self::$user    = $user->ID;
			self::$address = $user->user_email;
		}
	}

	public static function on_password_set( WP_User $user ): void {
		$now = get_userdata( $user->ID );
		if ( self::$user === $user->ID && false !== $now && Verified::same( self::$address, $now->user_email ) ) {
			Verified::mark( $user->ID, 'registration' );
		}
	}

	/** Only on the page of the emailed activation link; an administrator can also activate users without an email. */
	public static function on_account_activated( int $user ): void {
		if ( 'wp-activate.php' === ( $GLOBALS['pagenow'] ?? '' ) ) {
			Verified::mark( $user, 'registration' );
		}
	}
}
