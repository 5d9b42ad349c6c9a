<?php
/**
 * The events in WordPress that end logins: a logout, a new password, a deleted user, a lost role, and every change in the store of
 * login tokens.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Logout;

use UserSync\Plugin\Login\SilentSignIn;
use UserSync\Plugin\Network\Networks;

final class LogoutTriggers {

	public static function register(): void {
		add_filter( 'session_token_manager', [ self::class, 'use_listener' ], PHP_INT_MAX );
		add_action( 'init', [ self::class, 'disable_page_cache' ], PHP_INT_MIN );
		add_action( 'wp_logout', [ self::class, 'after_logout' ] );
		add_action( 'after_password_reset', [ self::class, 'end_all_of' ] );
		add_action( 'profile_update', [ self::class, 'after_update' ], 10, 2 );
		add_action( 'delete_user', [ self::class, 'end_all_of' ] );
		add_action( 'wpmu_delete_user', [ self::class, 'end_all_of' ] );
		add_action( 'make_spam_user', [ self::class, 'end_all_of' ] );
		add_action( 'set_user_role', [ self::class, 'after_role_change' ], 10, 3 );
		add_action( 'remove_user_role', [ self::class, 'after_role_loss' ], 10, 1 );
	}

	/**
	 * A login that ended at another site leaves its cookie in the browser. A page cache keyed by that cookie would still show the user as
	 * signed in. Page cache plugins read this constant.
	 */
	public static function disable_page_cache(): void {
		if ( Networks::any() && is_user_logged_in() && ! defined( 'DONOTCACHEPAGE' ) ) {
			define( 'DONOTCACHEPAGE', true ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- page cache plugins define this name
		}
	}

	/**
	 * Puts a listener in front of the token store. "Log out everywhere else", password plugins, WooCommerce and WP-CLI end logins through
	 * the store, most of them without an action.
	 */
	public static function use_listener( mixed $store ): mixed {
		if ( ! is_string( $store ) || ! class_exists( $store ) || is_a( $store, TokenStoreListener::class, true ) ) {
			return $store;
		}
		if ( ! class_exists( 'UserSync\Plugin\Logout\InnerTokens', false ) ) {
			if ( ( new \ReflectionClass( $store ) )->isFinal() ) {
				return $store; // The other hooks still work.
			}
			class_alias( $store, 'UserSync\Plugin\Logout\InnerTokens' );
		}
		return is_a( TokenStoreListener::class, $store, true ) ? TokenStoreListener::class : $store;
	}

	public static function after_logout(): void {
		SilentSignIn::clear_marker(); // The user may now sign in at another site and return.
	}

	public static function end_all_of( mixed $user ): void {
		$id = $user instanceof \WP_User ? $user->ID : ( is_numeric( $user ) ? (int) $user : 0 );
		if ( $id > 0 ) {
			\WP_Session_Tokens::get_instance( $id )->destroy_all();
		}
	}

	/** A new password ends all logins. Users who change their own password keep the login they use. */
	public static function after_update( int $user, mixed $before ): void {
		$now = get_userdata( $user );
		if ( false === $now || ! $before instanceof \WP_User || $before->user_pass === $now->user_pass ) {
			return;
		}
		$tokens = \WP_Session_Tokens::get_instance( $user );
		get_current_user_id() === $user ? $tokens->destroy_others( wp_get_session_token() ) : $tokens->destroy_all();
	}

	/** @param string[] $before */
	public static function after_role_change( int $user, string $role, array $before ): void {
		if ( [] !== array_diff( $before, [ $role ] ) ) {
			self::after_role_loss( $user );
		}
	}

	public static function after_role_loss( int $user ): void {
		if ( get_current_user_id() !== $user ) {
			\WP_Session_Tokens::get_instance( $user )->destroy_all();
		}
	}
}
