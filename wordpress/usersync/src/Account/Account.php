<?php
/**
 * Finds the account on this site for the claims of a peer: an account linked before, an account whose address is verified on both sites,
 * or a new one.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Account;

use UserSync\Plugin\Email\AddressCode;
use UserSync\Plugin\Network\Networks;
use UserSync\Plugin\Site\Fields;
use UserSync\Plugin\Site\Options;
use UserSync\Plugin\Site\Site;

final class Account {

	/** An account with one of these capabilities is signed in by another site only if that peer may sign in administrators. */
	private const PRIVILEGES = [ 'manage_options', 'edit_users', 'promote_users', 'create_users', 'delete_users', 'edit_plugins', 'install_plugins', 'edit_themes', 'unfiltered_upload', 'manage_network' ];

	/** @param array<string, mixed> $claims the claims of a verified token */
	public static function of( string $network, array $claims ): \WP_User|\WP_Error {
		$peer  = Fields::text( $claims, 'iss' );
		$sub   = Fields::text( $claims, 'sub' );
		$email = true === ( $claims['email_verified'] ?? null ) ? sanitize_email( Fields::text( $claims, 'email' ) ) : '';
		$user  = self::by_link( $network, $peer, $sub ) ?? self::by_address( $email, $peer );
		if ( null === $user ) {
			$ext  = is_array( $claims['ext'] ?? null ) ? $claims['ext'] : [];
			$user = self::with_creation_lock( $email, static fn(): \WP_User|\WP_Error => self::by_address( $email, $peer ) ?? self::create( $network, $peer, $email, $ext ) );
		}
		if ( is_wp_error( $user ) ) {
			return $user;
		}
		if ( self::is_privileged( $user ) && ! Networks::trusts_with_administrators( $network, $peer ) ) {
			return new \WP_Error( 'usersync_privileged', '' );
		}
		return self::check_allowed( $user, $claims );
	}

	/** Links (issuer, subject) to this user. The link stays when an address changes. */
	public static function link( int $user, string $network, string $peer, string $sub ): void {
		if ( '' !== $sub && get_user_meta( $user, self::link_meta_key( $network, $peer ), true ) !== $sub ) {
			update_user_meta( $user, self::link_meta_key( $network, $peer ), $sub );
		}
	}

	public static function is_privileged( \WP_User $user ): bool {
		foreach ( self::PRIVILEGES as $capability ) {
			if ( user_can( $user, $capability ) ) {
				return true;
			}
		}
		return is_multisite() && is_super_admin( $user->ID );
	}

	private static function by_link( string $network, string $peer, string $sub ): ?\WP_User {
		$found = get_users(
			[
				'meta_key'   => self::link_meta_key( $network, $peer ), // phpcs:ignore WordPress.DB.SlowDBQuery -- indexed by key, and few rows match
				'meta_value' => $sub, // phpcs:ignore WordPress.DB.SlowDBQuery
				'number'     => 2,
				'blog_id'    => 0,
			]
		);
		return 1 === count( $found ) && $found[0] instanceof \WP_User ? $found[0] : null;
	}

	/** The address must be verified on both sites. Otherwise, registering the address of another user would take over their account. */
	private static function by_address( string $email, string $peer ): \WP_User|\WP_Error|null {
		$user = '' === $email ? false : get_user_by( 'email', $email );
		if ( false === $user ) {
			return null;
		}
		if ( Verified::is( $user->ID ) ) {
			return $user;
		}
		$mailed = 'usersync_mailed_' . $user->ID;
		if ( false !== get_transient( $mailed ) ) {
			return new \WP_Error( 'usersync_waiting', '' );
		}
		set_transient( $mailed, 1, DAY_IN_SECONDS ); // The message is shown once, not on every page.
		AddressCode::mail_link( $user );
		return new \WP_Error(
			'usersync_mailed',
			/* translators: 1: email address, 2: address of another site. */
			sprintf( __( 'There is an account for %1$s on this site, but its address was never verified, so %2$s cannot sign you in. We sent you an email: open the link in it to verify the address. Then single sign-on works.', 'usersync' ), $email, Site::label( $peer ) )
		);
	}

	/**
	 * Two requests of one new user can arrive at the same time, and core would create two accounts. The second waits for the first, at
	 * most 10 s.
	 *
	 * @param callable(): (\WP_User|\WP_Error) $make
	 */
	private static function with_creation_lock( string $email, callable $make ): \WP_User|\WP_Error {
		global $wpdb;
		$lock = 'usersync ' . substr( hash( 'sha256', DB_NAME . "\0{$wpdb->users}\0$email" ), 0, 40 ); // Unique among all sites of one database server.
		$wpdb->get_var( $wpdb->prepare( 'SELECT GET_LOCK(%s, 10)', $lock ) );
		try {
			return $make();
		} finally {
			$wpdb->get_var( $wpdb->prepare( 'SELECT RELEASE_LOCK(%s)', $lock ) );
		}
	}

	/** @param array<array-key, mixed> $ext */
	private static function create( string $network, string $peer, string $email, array $ext ): \WP_User|\WP_Error {
		if ( '' === $email || 'subscriber' !== Options::string( 'create_users' ) || ! in_array( 'login', Networks::all()[ $network ]['peers'][ $peer ]['may'] ?? [], true ) ) {
			return new \WP_Error( 'usersync_nobody', '' );
		}
		$name = sanitize_text_field( Fields::text( $ext, 'name' ) );
		$id   = wp_insert_user(
			[
				'user_login'   => self::free_login( Fields::text( $ext, 'login' ), $email ),
				'user_pass'    => wp_generate_password( 40, true, true ),
				'user_email'   => $email,
				'display_name' => '' !== $name ? $name : (string) strtok( $email, '@' ),
				'role'         => 'subscriber', // Never a role from the peer, nor the site's default role.
			]
		);
		if ( is_wp_error( $id ) ) {
			return $id;
		}
		Verified::mark( $id, 'sync' );
		$user = get_userdata( $id );
		return false === $user ? new \WP_Error( 'usersync_nobody', '' ) : $user;
	}

	/** The login name of the peer's account, if it is free here. Only the part before "@": a login name must never equal another user's address. */
	private static function free_login( string $wanted, string $email ): string {
		$name = substr( sanitize_user( (string) strtok( $wanted, '@' ), true ), 0, 50 );
		if ( '' === $name ) {
			$name = substr( sanitize_user( (string) strtok( $email, '@' ), true ), 0, 50 );
		}
		$name = '' === $name ? 'user' : $name;
		$free = $name;
		while ( username_exists( $free ) ) {
			$free = $name . '-' . wp_rand( 1000, 999999 );
		}
		return $free;
	}

	/** @param array<string, mixed> $claims */
	private static function check_allowed( \WP_User $user, array $claims ): \WP_User|\WP_Error {
		if ( is_multisite() && is_user_spammy( $user ) ) {
			return new \WP_Error( 'usersync_refused', '' );
		}
		if ( self::asks_second_factor( $user ) ) {
			return new \WP_Error( 'usersync_second_factor', '' );
		}
		// phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- core's own; plugins that block users use it
		$checked = apply_filters( 'wp_authenticate_user', $user, '' );
		if ( $checked instanceof \WP_User ) {
			/**
			 * Decides on a login from another site: a WP_Error rejects it.
			 *
			 * @param \WP_User|\WP_Error   $user
			 * @param array<string, mixed> $claims
			 */
			$checked = apply_filters( 'usersync_login', $checked, $claims );
		}
		return $checked instanceof \WP_User || $checked instanceof \WP_Error ? $checked : new \WP_Error( 'usersync_refused', '' );
	}

	private static function link_meta_key( string $network, string $peer ): string {
		return 'usersync_sub_' . substr( hash( 'sha256', "$network\0$peer" ), 0, 16 );
	}

	/** Whether an account requires a second factor here. Another site cannot check it, so the user must sign in at the form. */
	public static function asks_second_factor( \WP_User $user ): bool {
		$two_factor = [ 'Two_Factor_Core', 'is_user_using_two_factor' ];
		$wordfence  = [ 'WordfenceLS\Controller_Users', 'shared' ];
		$asks       = is_callable( $two_factor ) && true === $two_factor( $user->ID );
		if ( ! $asks && is_callable( $wordfence ) ) {
			$active = [ $wordfence(), 'has_2fa_active' ];
			$asks   = is_callable( $active ) && true === $active( $user );
		}
		/**
		 * Whether an account requires a second factor on this site.
		 *
		 * @param bool     $asks true if the plugin Two Factor or Wordfence Login Security requires it
		 * @param \WP_User $user
		 */
		return true === apply_filters( 'usersync_asks_second_factor', $asks, $user );
	}
}
