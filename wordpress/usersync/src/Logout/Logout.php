<?php
/**
 * Logout everywhere: whatever ends a login here ends its network session, and its peers are told.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Logout;

use UserSync\Plugin\Login\LoginRecord;
use UserSync\Plugin\Login\SilentSignIn;
use UserSync\Plugin\Network\Networks;
use UserSync\Plugin\Site\Log;
use UserSync\UserSyncException;

final class Logout {

	/** Above zero: logins end because a peer said so, and who is told is decided there. */
	private static int $quiet = 0;

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
	 * A login that ended at another site leaves its cookie in the browser, and a cache that keeps a page for each such cookie would go on
	 * showing him as signed in. Every cache plugin knows this constant.
	 */
	public static function disable_page_cache(): void {
		if ( Networks::any() && is_user_logged_in() && ! defined( 'DONOTCACHEPAGE' ) ) {
			define( 'DONOTCACHEPAGE', true ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- theirs
		}
	}

	/**
	 * "Log out everywhere else", password tools, WooCommerce, commands: all of them end logins through the token store, most of
	 * them without an action. So the store is where we listen, whichever it is.
	 */
	public static function use_listener( mixed $store ): mixed {
		if ( ! is_string( $store ) || ! class_exists( $store ) || is_a( $store, TokenStoreListener::class, true ) ) {
			return $store;
		}
		if ( ! class_exists( 'UserSync\Plugin\Logout\InnerTokens', false ) ) {
			if ( ( new \ReflectionClass( $store ) )->isFinal() ) {
				return $store; // wp_logout and the rest still reach us.
			}
			class_alias( $store, 'UserSync\Plugin\Logout\InnerTokens' );
		}
		return is_a( TokenStoreListener::class, $store, true ) ? TokenStoreListener::class : $store;
	}

	/**
	 * Some logins of a user ended here.
	 *
	 * @param array<array-key, mixed> $sessions their records in the token store
	 */
	public static function on_logins_ended( int $user, array $sessions ): void {
		if ( self::$quiet > 0 ) {
			return;
		}
		foreach ( self::sids( $sessions ) as $sid => $network ) {
			if ( LoginRecord::is_incoming_sid( (string) $sid ) ) {
				continue;
			}
			self::revoke( $user, $sid );
			self::notify_peers( '', $sid, '', $network );
		}
		self::end_logins_sharing_sids( $user, self::sids( $sessions ) );
	}

	/**
	 * Other logins here that live as long as one of these sids: a browser has two at hosts of one multisite, or came twice with the same.
	 *
	 * @param array<string, string> $sids
	 */
	private static function end_logins_sharing_sids( int $user, array $sids ): void {
		$tokens = \WP_Session_Tokens::get_instance( $user );
		$shared = $tokens instanceof TokenStoreListener ? $tokens->verifiers_of_sids( array_keys( $sids ) ) : [];
		if ( [] !== $shared ) {
			foreach ( array_diff_key( self::remove_tokens( [ (string) $user ], $shared ), $sids ) as $sid => $network ) {
				self::notify_peers( '', $sid, '', $network );
			}
		}
	}

	/**
	 * All logins of a user ended here, and are to end everywhere.
	 *
	 * @param array<array-key, mixed> $sessions
	 */
	public static function on_all_logins_ended( int $user, array $sessions ): void {
		if ( self::$quiet > 0 ) {
			return;
		}
		$sids = self::sids( $sessions );
		try {
			foreach ( array_keys( Networks::all() ) as $network ) { // What this site vouched for is void, wherever it is.
				usersync_session_destroy_all(
					(string) $user,
					[
						'network' => $network,
						'issuer'  => true,
					]
				);
			}
			usersync_session_destroy_all( (string) $user );
		} catch ( UserSyncException $e ) {
			Log::problem( $e->getMessage() );
		}
		// Each peer knows which of its users is ours, by his id here or by one of his logins.
		foreach ( array_keys( Networks::all() ) as $network ) {
			$fitting = array_keys( array_filter( $sids, static fn( string $of ): bool => in_array( $of, [ '', $network ], true ) ) );
			foreach ( [] === $fitting ? [ '' ] : array_slice( $fitting, -20 ) as $sid ) {
				self::notify_peers( (string) $user, $sid, '', $network );
			}
		}
	}

	/**
	 * @param array<array-key, mixed> $sessions
	 * @return array<string, string> sid => the network it came through; empty for one that was made here
	 */
	private static function sids( array $sessions ): array {
		$sids = [];
		foreach ( $sessions as $session ) {
			$note = LoginRecord::data( $session );
			foreach ( $note['sids'] ?? [] as $sid ) {
				$sids[ $sid ] = $note['of'][ $sid ] ?? '';
			}
		}
		return $sids;
	}

	/**
	 * What a peer's logout ended in the index, ended in WordPress too; and nobody is told again by that.
	 *
	 * @param list<string> $users
	 * @param list<string> $verifiers
	 * @return array<string, string> further sids that ended with them => the network each came through, as in sids()
	 */
	public static function remove_tokens( array $users, array $verifiers ): array {
		$sids = [];
		++self::$quiet;
		try {
			foreach ( $users as $user ) {
				$tokens = \WP_Session_Tokens::get_instance( (int) $user );
				if ( $tokens instanceof TokenStoreListener ) {
					$sids += self::sids( $tokens->remove_sessions( $verifiers ) );
				}
			}
		} finally {
			--self::$quiet;
		}
		foreach ( array_keys( $sids ) as $sid ) {
			self::revoke( (int) ( $users[0] ?? 0 ), $sid );
		}
		return $sids;
	}

	/**
	 * Tells whom it concerns: a member its hub, the hub its members.
	 *
	 * @param string $sub this site's id of the user, whose logins all ended, $sid being one of them; empty: the login $sid alone
	 * @param string $but the peer that told us
	 * @param string $in the one network that $sid means something in; empty: each
	 */
	public static function notify_peers( string $sub, string $sid, string $but = '', string $in = '' ): void {
		foreach ( Networks::all() as $name => $network ) {
			if ( '' !== $in && $in !== $name ) {
				continue;
			}
			$peers = $network['is_hub'] ? array_keys( $network['peers'] ) : [ $network['hub'] ];
			foreach ( array_diff( $peers, [ $but, '' ] ) as $peer ) {
				LogoutQueue::add( $name, $peer, $sub, $sid, FrontChannelLogout::browser_id() );
			}
		}
	}

	public static function after_logout(): void {
		SilentSignIn::clear_marker(); // He may sign in elsewhere now, and come back.
	}

	public static function end_all_of( mixed $user ): void {
		$id = $user instanceof \WP_User ? $user->ID : ( is_numeric( $user ) ? (int) $user : 0 );
		if ( $id > 0 ) {
			\WP_Session_Tokens::get_instance( $id )->destroy_all();
		}
	}

	/** A new password ends what was opened with the old one; who changes his own stays logged in where he is. */
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

	private static function revoke( int $user, string $sid ): void {
		try {
			usersync_session_destroy( (string) $user, $sid );
		} catch ( UserSyncException $e ) {
			Log::problem( $e->getMessage() );
		}
	}
}
