<?php
/**
 * Proof by what core mails anyway: whoever sets his password through the link in a mail reads that mailbox. A first login
 * alone proves nothing: a password may have been chosen at registration, or told by an administrator.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Email;

use UserSync\Plugin\Account\Verified;
use WP_User;

final class MailedPassword {

	/** Whether this request compared a mailed key with the stored one. */
	private static bool $key_was_asked = false;

	private static int $user = 0;

	private static string $address = '';

	public static function register(): void {
		add_filter( 'password_reset_expiration', [ self::class, 'on_key_check' ] );
		add_action( 'validate_password_reset', [ self::class, 'on_key_valid' ], PHP_INT_MAX, 2 );
		add_action( 'after_password_reset', [ self::class, 'on_password_set' ] );
		add_action( 'wpmu_activate_user', [ self::class, 'on_account_activated' ] );
	}

	/** A filter of check_password_reset_key() alone; the answer is not ours to change. */
	public static function on_key_check( mixed $seconds ): mixed {
		self::$key_was_asked = true;
		return $seconds;
	}

	/** Forms for a signed-in user's new password end here too, without a key. */
	public static function on_key_valid( mixed $errors, mixed $user = null ): void {
		if ( self::$key_was_asked && $user instanceof WP_User && '' !== $user->user_activation_key ) {
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

	/** The page of the mailed activation link, not an administrator who adds users without a mail. */
	public static function on_account_activated( int $user ): void {
		if ( 'wp-activate.php' === ( $GLOBALS['pagenow'] ?? '' ) ) {
			Verified::mark( $user, 'registration' );
		}
	}
}
