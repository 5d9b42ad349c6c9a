<?php
/**
 * Signs a visitor in from the verified claims of a token.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Login;

use UserSync\Plugin\Account\Account;
use UserSync\Plugin\Multisite\Blogs;
use UserSync\Plugin\Network\Networks;
use UserSync\Plugin\Site\Fields;
use UserSync\Plugin\Site\Site;

final class IncomingLogin {

	/** @param array<string, mixed> $claims */
	public static function accept_peer_login( string $network, array $claims, string $to ): never {
		$arriving = [
			'sid'     => Fields::text( $claims, 'sid' ),
			'network' => $network,
			'issuer'  => Fields::text( $claims, 'iss' ),
			'subject' => Fields::text( $claims, 'sub' ),
			'auth_ms' => Fields::int( $claims, 'auth_ms' ),
		];
		$found    = Account::of( $network, $claims );
		if ( is_wp_error( $found ) ) {
			LoginData::mark_pushed( $network );
			if ( ! is_user_logged_in() && 'usersync_mailed' === $found->get_error_code() ) {
				FlowPage::show_message( 200, __( 'You are not signed in yet', 'usersync' ), '<p>' . esc_html( $found->get_error_message() ) . '</p>' . self::link_continue( $to ) );
			}
			FlowPage::redirect( self::with_reason( (string) $found->get_error_code(), $to ) ); // The current login stays, and the requested page is shown.
		}
		if ( is_user_logged_in() ) {
			// Accounts are never switched silently. A browser that uses two accounts keeps both.
			if ( get_current_user_id() === $found->ID ) {
				Account::link( $found->ID, $network, $arriving['issuer'], $arriving['subject'] );
				LoginRecord::link_peer_login( $arriving );
			} else {
				LoginData::mark_pushed( $network );
			}
			FlowPage::redirect( $to );
		}
		Account::link( $found->ID, $network, $arriving['issuer'], $arriving['subject'] );
		$ext = is_array( $claims['ext'] ?? null ) ? $claims['ext'] : [];
		LoginRecord::log_in( $found, ! empty( $ext['remember'] ), $arriving );
		do_action( 'wp_login', $found->user_login, $found ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- core's own
		$is_hub = Networks::get( $network )['is_hub'] ?? false; // Only the hub visits the members that asked before.
		FlowPage::redirect( $is_hub ? MemberTour::start_path( $to, $arriving['issuer'] ) : $to );
	}

	/**
	 * Signs in with the login token of another host of this multisite.
	 *
	 * @param array<string, mixed> $claims
	 */
	public static function accept_blog_login( array $claims, string $to ): never {
		$user    = get_userdata( (int) Fields::text( $claims, 'sub' ) );
		$ext     = is_array( $claims['ext'] ?? null ) ? $claims['ext'] : [];
		$token   = Fields::text( $ext, 'token' );
		$session = false === $user || '' === $token ? null : \WP_Session_Tokens::get_instance( $user->ID )->get( $token );
		if ( false === $user || ! is_array( $session ) ) {
			FlowPage::redirect( $to ); // The login ended in the meantime.
		}
		if ( is_user_logged_in() ) {
			get_current_user_id() === $user->ID && LoginRecord::link_own_login( $token );
			LoginData::mark_pushed( Blogs::NETWORK );
			FlowPage::redirect( $to );
		}
		LoginRecord::log_in_with_token( $user, ! empty( $ext['remember'] ), $token );
		if ( ! Account::asks_second_factor( $user ) ) { // The second factor was checked when this login was made; a plugin that asks again would end it.
			do_action( 'wp_login', $user->user_login, $user ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- core's own
		}
		$is_hub = Networks::here()[ Blogs::NETWORK ]['is_hub'] ?? false;
		FlowPage::redirect( $is_hub ? MemberTour::start_path( $to, Fields::text( $claims, 'iss' ) ) : $to );
	}

	/** Visitors of a page see no message. Only the login form shows why single sign-on failed. */
	public static function with_reason( string $reason, string $to ): string {
		$path = (string) strtok( $to, '?' );
		if ( is_user_logged_in() || str_contains( $to, 'action=usersync' ) || ( ! str_contains( $path, '/wp-admin' ) && ! str_ends_with( $path, '/wp-login.php' ) ) ) {
			return $to;
		}
		$form = str_ends_with( $path, '/wp-login.php' ) ? $to : wp_login_url( Site::origin( Site::here() ) . $to );
		return add_query_arg( 'usersync_answer', str_replace( 'usersync_', '', $reason ), $form );
	}

	public static function link_continue( string $to ): string {
		return '<p><a class="button" href="' . esc_url( $to ) . '">' . esc_html__( 'Continue without signing in', 'usersync' ) . '</a></p>';
	}
}
