<?php
/**
 * Responds to the AuthRequest of another site: with a token, if its visitor is signed in here and the login may be shared.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Login;

use UserSync\Plugin\Account\Verified;
use UserSync\Plugin\Multisite\Blogs;
use UserSync\Plugin\Network\Networks;
use UserSync\Plugin\Site\Site;

final class AuthResponse {

	public static function respond(): never {
		$network   = Endpoint::network();
		$peer      = Endpoint::param( 'aud' );
		$challenge = Endpoint::param( 'challenge' );
		$state     = Endpoint::param( 'state' );
		$peers     = Networks::here()[ $network ]['peers'] ?? [];
		if ( ! isset( $peers[ $peer ] ) || 1 !== preg_match( '/^[\w-]{43}$/D', $challenge ) || 1 !== preg_match( '/^[\w-]{22}$/D', $state ) ) {
			// Never redirect to a URL that is not in the network.
			FlowPage::show_message( 400, __( 'Invalid sign-in request', 'usersync' ), Endpoint::link_home() );
		}
		$user = wp_get_current_user();
		if ( ! $user->exists() ) {
			self::respond_logged_out( $network, $peer, $state );
		}
		LoginRecord::current(); // Adds a sid to a login that is older than the plugin.
		$session = \WP_Session_Tokens::get_instance( $user->ID )->get( wp_get_session_token() );
		if ( Blogs::NETWORK === $network && is_array( $session ) ) {
			PushAfterLogin::push_to_next_hub( LoginData::of( $session ), self::request_path( $network, $peer ), true ); // A login at the blog is also pushed to the networks of the main site.
		}
		$token = is_array( $session ) ? self::token( $network, $peer, $user, $session, wp_get_session_token(), $challenge ) : null;
		if ( null === $token ) {
			$from_other_network = null !== LoginData::of( $session ) && [] === LoginData::sids_in( LoginData::of( $session ), $network );
			self::send_error( $network, $peer, $state, ! Verified::is( $user->ID ) ? 'email_unverified' : ( $from_other_network ? 'other_network' : 'login_required' ) );
		}
		FlowPage::post_form(
			Site::step( $peer, 'callback' ),
			[
				'network' => $network,
				'state'   => $state,
				'token'   => $token,
			],
			/* translators: %s: address of another site. */
			sprintf( __( 'Signing in at %s', 'usersync' ), Site::label( $peer ) )
		);
	}

	/**
	 * Makes a token for one peer and one browser.
	 *
	 * @param array<string, mixed> $session the record of the user's login token
	 * @return string|null null: the login may not be shared
	 */
	public static function token( string $network, string $peer, \WP_User $user, array $session, #[\SensitiveParameter] string $login_token, string $challenge ): ?string {
		$login = LoginData::of( $session );
		if ( Blogs::NETWORK === $network ) {
			return self::blog_token( $peer, $user, $session, $login_token, $challenge );
		}
		$sids = null === $login ? [] : LoginData::sids_in( $login, $network );
		$sid  = $sids[ count( $sids ) - 1 ] ?? null;
		if ( null === $login || null === $sid || ! Verified::is( $user->ID ) ) {
			return null;
		}
		/**
		 * Whether the login of this user may be shared with that site.
		 *
		 * @param bool     $may
		 * @param \WP_User $user
		 * @param string   $peer
		 */
		if ( true !== apply_filters( 'usersync_login_may_travel', true, $user, $peer ) ) {
			return null;
		}
		return usersync_token_generate(
			$network,
			$peer,
			[
				'sub'            => (string) $user->ID,
				'sid'            => $sid,
				'auth_ms'        => $login['auth_ms'],
				'email'          => $user->user_email,
				'email_verified' => true,
				'ext'            => [
					'login'    => $user->user_login,
					'name'     => mb_substr( $user->display_name, 0, 250 ),
					'locale'   => get_user_locale( $user ),
					'remember' => self::is_remembered( $session ),
				],
			],
			[
				'challenge' => $challenge,
				'ip'        => usersync_client_ip(),
			]
		);
	}

	/**
	 * Makes a token for a blog of this multisite. It holds the login token itself, for the cookies of another host. A verified address
	 * is not required, because both hosts have the same users.
	 *
	 * @param array<string, mixed> $session
	 */
	private static function blog_token( string $blog, \WP_User $user, array $session, #[\SensitiveParameter] string $login_token, string $challenge ): string {
		return usersync_token_generate(
			Blogs::NETWORK,
			$blog,
			[
				'sub' => (string) $user->ID,
				'ext' => [
					'token'    => $login_token,
					'remember' => self::is_remembered( $session ),
				],
			],
			[
				'challenge' => $challenge,
				'ip'        => usersync_client_ip(),
			]
		);
	}

	/** @param array<string, int> $more */
	private static function request_path( string $network, string $peer, array $more = [] ): string {
		return AuthRequest::local_step_path(
			'ask',
			[
				'network'   => $network,
				'aud'       => $peer,
				'challenge' => Endpoint::param( 'challenge' ),
				'state'     => Endpoint::param( 'state' ),
			] + $more
		);
	}

	private static function respond_logged_out( string $network, string $peer, string $state ): never {
		$here = Networks::here()[ $network ];
		$self = self::request_path( $network, $peer );
		if ( '' !== Endpoint::param( 'push' ) && $here['is_hub'] && in_array( 'login', $here['peers'][ $peer ]['may'], true ) ) {
			AuthRequest::send_to( $network, $peer, $self, false, false ); // The user is signed in at that member: take the login over, then respond.
		}
		if ( Blogs::NETWORK === $network && ! SilentSignIn::has_marker() && '' === Endpoint::param( 'asked' ) && [] !== AuthRequest::reachable_networks() ) {
			SilentSignIn::set_marker(); // A login that the main site would get from its hub is for the blog, too.
			AuthRequest::send_to_hub( AuthRequest::reachable_networks()[0], self::request_path( $network, $peer, [ 'asked' => 1 ] + ( '' === Endpoint::param( 'interactive' ) ? [] : [ 'interactive' => 1 ] ) ) );
		}
		if ( '' !== Endpoint::param( 'interactive' ) ) {
			FlowPage::redirect( wp_login_url( Site::origin( Site::here() ) . $self ) );
		}
		MemberTour::add_member( $peer );
		self::send_error( $network, $peer, $state, 'login_required' );
	}

	private static function send_error( string $network, string $peer, string $state, string $error ): never {
		FlowPage::redirect( Site::step( $peer, 'callback', compact( 'network', 'state', 'error' ) ) );
	}

	/** @param array<string, mixed> $session */
	private static function is_remembered( array $session ): bool {
		$expires = $session['expiration'] ?? 0;
		$since   = $session['login'] ?? 0;
		return is_int( $expires ) && is_int( $since ) && $expires - $since > 3 * DAY_IN_SECONDS;
	}
}
