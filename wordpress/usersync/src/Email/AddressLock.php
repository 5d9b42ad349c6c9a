<?php
/**
 * Controls changes of a verified address. The setting email_change is one of:
 *   'verify'  the address may change; the new one is unverified, and a link is emailed to it
 *   'locked'  only users with manage_usersync can change it, on every path that uses wp_update_user()
 *   'free'    the address may change, and no verification is requested
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Email;

use UserSync\Plugin\Account\Verified;
use UserSync\Plugin\Admin\Notices;
use UserSync\Plugin\Site\Options;
use WP_Error;
use WP_REST_Request;
use WP_User;

final class AddressLock {

	/** Nesting depth of allow_change(). */
	private static int $permits = 0;

	/** Id of the user who confirmed a new address in this request, by core's link in an email to it; 0: none. */
	private static int $confirmed = 0;

	public static function register(): void {
		add_filter( 'wp_pre_insert_user_data', [ self::class, 'keep_locked_address' ], PHP_INT_MAX, 3 );
		add_filter( 'send_email_change_email', [ self::class, 'suppress_change_mail' ], PHP_INT_MAX, 3 );
		add_action( 'profile_update', [ self::class, 'on_profile_update' ], 10, 2 );
		add_action( 'user_profile_update_errors', [ self::class, 'refuse_in_profile' ], 10, 3 );
		add_action( 'personal_options_update', [ self::class, 'suppress_confirmation_mail' ], 1 );
		add_action( 'load-profile.php', [ self::class, 'on_core_confirmation' ] );
		add_filter( 'rest_dispatch_request', [ self::class, 'refuse_in_rest' ], 10, 3 );
		add_action( 'woocommerce_save_account_details_errors', [ self::class, 'refuse_in_woocommerce' ], 10, 2 );
	}

	/**
	 * Runs $work with changes of locked addresses allowed.
	 *
	 * @template T
	 * @param callable(): T $work
	 * @return T
	 */
	public static function allow_change( callable $work ): mixed {
		++self::$permits;
		try {
			return $work();
		} finally {
			--self::$permits;
		}
	}

	public static function is_locked( int $user, string $new_address ): bool {
		$found = get_userdata( $user );
		if ( false === $found || 'locked' !== Options::string( 'email_change' ) || self::$permits > 0 ||
			Verified::same( $found->user_email, $new_address ) || ! Verified::is( $user ) ) {
			return false;
		}
		/**
		 * Whether a locked address may be changed.
		 *
		 * @param bool   $may         true if the current user may manage the plugin; WP-CLI needs --user for that
		 * @param int    $user
		 * @param string $new_address
		 */
		return ! apply_filters( 'usersync_may_change_address', current_user_can( 'manage_usersync' ), $user, $new_address );
	}

	/**
	 * @param mixed $data the user data about to be stored
	 * @return mixed
	 */
	public static function keep_locked_address( mixed $data, bool $update = false, mixed $user = null ): mixed {
		if ( $update && is_array( $data ) && is_numeric( $user ) && is_string( $data['user_email'] ?? null ) &&
			self::is_locked( (int) $user, $data['user_email'] ) ) {
			$found              = get_userdata( (int) $user );
			$data['user_email'] = false === $found ? $data['user_email'] : $found->user_email;
		}
		return $data;
	}

	/**
	 * @param array<string, mixed> $user
	 * @param array<string, mixed> $userdata
	 */
	public static function suppress_change_mail( mixed $send, array $user, array $userdata ): mixed {
		$id  = $user['ID'] ?? null;
		$new = $userdata['user_email'] ?? null;
		return is_numeric( $id ) && is_string( $new ) && self::is_locked( (int) $id, $new ) ? false : $send;
	}

	public static function on_profile_update( int $user, WP_User $old ): void {
		$now = get_userdata( $user );
		if ( false === $now || Verified::same( $old->user_email, $now->user_email ) ) {
			return;
		}
		$was_verified = null !== Verified::of_address( $user, $old->user_email );
		if ( ! Verified::is( $user ) ) {
			Verified::drop( $user );
		}
		if ( self::$confirmed === $user ) {
			Verified::mark( $user, 'code' );
		} elseif ( $was_verified && 'verify' === Options::string( 'email_change' ) ) {
			AddressCode::mail_link( $now );
		}
	}

	/** @param object $user the user data of the form */
	public static function refuse_in_profile( WP_Error $errors, bool $update, object $user ): void {
		$id  = $user->ID ?? null;
		$new = $user->user_email ?? null;
		if ( $update && is_numeric( $id ) && is_string( $new ) && self::is_locked( (int) $id, $new ) ) {
			$errors->add( 'usersync_address', self::error_text(), [ 'form-field' => 'email' ] );
		}
	}

	/** Without this, core would email a link to the new address and report success. Then refuse_in_profile() reports the error. */
	public static function suppress_confirmation_mail( int $user ): void {
		// phpcs:ignore WordPress.Security.NonceVerification.Missing -- core checked it; nothing is changed here
		$posted = $_POST['email'] ?? null;
		if ( is_string( $posted ) && self::is_locked( $user, sanitize_text_field( wp_unslash( $posted ) ) ) ) {
			remove_action( 'personal_options_update', 'send_confirmation_on_profile_email' );
		}
	}

	/** Core's link in an email to the new address verifies it, unless addresses were locked since then. */
	public static function on_core_confirmation(): void {
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- the emailed secret is checked
		$given   = $_GET['newuseremail'] ?? null;
		$user    = get_current_user_id();
		$pending = get_user_meta( $user, '_new_email', true );
		if ( ! is_string( $given ) || ! is_array( $pending ) || ! is_string( $pending['hash'] ?? null ) ||
			! is_string( $pending['newemail'] ?? null ) || ! hash_equals( $pending['hash'], $given ) ) {
			return;
		}
		if ( self::is_locked( $user, $pending['newemail'] ) ) {
			delete_user_meta( $user, '_new_email' );
			wp_safe_redirect( Notices::add( self_admin_url( 'profile.php' ), 'address_locked' ) );
			exit;
		}
		self::$confirmed = $user;
	}

	/**
	 * Runs after the route's own permission check, so that it reveals to nobody else which users are verified.
	 *
	 * @param WP_REST_Request<array<string, mixed>> $request
	 */
	public static function refuse_in_rest( mixed $result, WP_REST_Request $request, string $route ): mixed {
		if ( null !== $result || ! str_starts_with( $route, '/wp/v2/users/' ) || 'GET' === $request->get_method() ) {
			return $result;
		}
		$new  = $request->get_param( 'email' );
		$id   = $request->get_param( 'id' );
		$user = is_numeric( $id ) ? (int) $id : get_current_user_id();
		if ( is_string( $new ) && self::is_locked( $user, $new ) ) {
			return new WP_Error( 'usersync_address_locked', self::error_text(), [ 'status' => 403 ] );
		}
		return $result;
	}

	/** @param object $user the user data of the form */
	public static function refuse_in_woocommerce( WP_Error $errors, object $user ): void {
		$id  = $user->ID ?? null;
		$new = $user->user_email ?? null;
		if ( is_numeric( $id ) && is_string( $new ) && self::is_locked( (int) $id, $new ) ) {
			$errors->add( 'usersync_address', self::error_text() );
		}
	}

	private static function error_text(): string {
		return __( '<strong>Error:</strong> This email address is verified and cannot be changed. Ask an administrator.', 'usersync' );
	}
}
