<?php
/**
 * Takes the other site's answer to an AuthRequest: an error, or a form with a token.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Login;

use UserSync\InvalidTokenException;
use UserSync\Plugin\Multisite\Blogs;
use UserSync\Plugin\Network\Health;
use UserSync\Plugin\Network\Networks;
use UserSync\Plugin\Site\Log;
use UserSync\Plugin\Site\Request;
use UserSync\Plugin\Site\Site;
use UserSync\TokenError;

final class AuthCallback {

	/** The other site responded without a token: nobody is signed in there, or the login may not be shared. */
	public static function handle_error(): never {
		$network = Endpoint::network();
		$state   = LoginState::consume( Endpoint::param( 'state' ) );
		if ( null === $state ) {
			FlowPage::redirect( home_url( '/' ) );
		}
		$here = Networks::here()[ $network ];
		if ( ! $here['is_hub'] ) {
			Blogs::NETWORK === $network || Health::record( $here['hub'], true );
			LoginData::mark_pushed( $network );
		}
		$next = is_user_logged_in() ? null : AuthRequest::next_network( $network );
		if ( null !== $next ) {
			AuthRequest::send_to_hub( $next, $state['return_to'] );
		}
		$reason = match ( Endpoint::param( 'error' ) ) {
			'email_unverified' => 'unverified',
			'other_network'    => 'other_network',
			default            => '',
		};
		FlowPage::redirect( '' === $reason ? $state['return_to'] : IncomingLogin::with_reason( $reason, $state['return_to'] ) );
	}

	/**
	 * The other site's form was posted here. Browsers omit this site's SameSite cookies from a cross-site POST. A page of this site
	 * therefore posts the form again, and the cookies arrive.
	 */
	public static function repost(): never {
		$network = Endpoint::network();
		self::require_origin( static fn( string $origin ): bool => usersync_origin_allowed( $network, $origin ) );
		FlowPage::post_form(
			Site::step( Site::here(), 'finish' ),
			[
				'network' => $network,
				'state'   => Endpoint::param( 'state' ),
				'token'   => Endpoint::param( 'token' ),
			],
			__( 'Signing in', 'usersync' )
		);
	}

	public static function finish(): never {
		$network = Endpoint::network();
		self::require_origin( static fn( string $origin ): bool => Site::origin( Site::here() ) === $origin );
		$secret = LoginState::secret( Endpoint::param( 'state' ) );
		$state  = LoginState::consume( Endpoint::param( 'state' ) );
		if ( null === $state ) {
			FlowPage::show_message( 403, __( 'This sign-in was started in another browser, or has expired', 'usersync' ), '<p>' . esc_html__( 'You were not signed in. Start again in this browser.', 'usersync' ) . '</p>' . self::link_login() );
		}
		try {
			$claims = usersync_token_verify(
				$network,
				Endpoint::param( 'token' ),
				[
					'state' => $secret,
					'ip'    => usersync_client_ip(),
				]
			);
		} catch ( InvalidTokenException $e ) {
			self::reject_token( $e->reason, $state['return_to'] );
		}
		if ( Blogs::NETWORK === $network ) {
			IncomingLogin::accept_blog_login( $claims, $state['return_to'] );
		}
		Health::record( $claims['iss'], true );
		IncomingLogin::accept_peer_login( $network, $claims, $state['return_to'] );
	}

	private static function reject_token( TokenError $reason, string $to ): never {
		/**
		 * A token was rejected.
		 *
		 * @param string $reason as UserSync\TokenError spells it
		 */
		do_action( 'usersync_token_refused', $reason->value );
		if ( TokenError::LoggedOut === $reason ) {
			// The user signed out here, and the other site has not been notified yet.
			FlowPage::redirect( IncomingLogin::with_reason( 'logged_out', $to ) );
		}
		Log::problem( 'login token rejected: ' . $reason->value );
		FlowPage::show_message(
			403,
			__( 'Sign-in failed', 'usersync' ),
			/* translators: %s: a word such as "expired". */
			'<p>' . esc_html( sprintf( __( 'Reason: %s.', 'usersync' ), $reason->value ) ) . '</p>' . IncomingLogin::link_continue( $to )
		);
	}

	/** @param callable( string ): bool $is_allowed */
	private static function require_origin( callable $is_allowed ): void {
		$origin = Request::header( 'HTTP_ORIGIN' );
		if ( '' !== $origin && ! $is_allowed( $origin ) ) {
			FlowPage::show_message( 403, __( 'That site is not allowed to sign users in here', 'usersync' ), Endpoint::link_home() );
		}
	}

	private static function link_login(): string {
		return '<p><a class="button" href="' . esc_url( wp_login_url() ) . '">' . esc_html__( 'Sign in', 'usersync' ) . '</a></p>' . Endpoint::link_home();
	}
}
