<?php
/**
 * The other site's answer comes back.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Login;

use UserSync\InvalidTokenException;
use UserSync\Plugin\Account\Account;
use UserSync\Plugin\Multisite\Blogs;
use UserSync\Plugin\Network\Health;
use UserSync\Plugin\Network\Networks;
use UserSync\Plugin\Site\Log;
use UserSync\Plugin\Site\Site;
use UserSync\TokenError;

final class AuthCallback {

	/** Nobody is logged in there, or nobody whose login may travel. */
	public static function handle_error(): never {
		$network = Endpoint::network();
		$state   = self::consume_state( Endpoint::param( 'state' ) );
		if ( null === $state ) {
			FlowPage::redirect( home_url( '/' ) );
		}
		$here = Networks::here()[ $network ];
		if ( ! $here['is_hub'] ) {
			Blogs::NETWORK === $network || Health::record( $here['hub'], true );
			LoginRecord::mark_pushed( $network );
		}
		$after = is_user_logged_in() ? null : AuthRequest::next_network( $network );
		if ( null !== $after ) {
			AuthRequest::send_to_hub( $after, $state['return_to'] );
		}
		$word = match ( Endpoint::param( 'error' ) ) {
			'email_unverified' => 'unverified',
			'other_network'    => 'other_network',
			default            => '',
		};
		FlowPage::redirect( '' === $word ? $state['return_to'] : self::with_reason( $word, $state['return_to'] ) );
	}

	/**
	 * The other site's form was posted here. Browsers keep our own cookies from such a request, so that we cannot see yet who is
	 * logged in here: a page of ours posts it once more.
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
		$secret = self::state_secret( Endpoint::param( 'state' ) );
		$state  = self::consume_state( Endpoint::param( 'state' ) );
		if ( null === $state ) {
			FlowPage::show_message( 403, __( 'This sign-in was begun in another browser, or too long ago', 'usersync' ), '<p>' . esc_html__( 'Nobody was signed in by it. Begin again, in this browser.', 'usersync' ) . '</p>' . self::link_login() );
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
			self::accept_blog_login( $claims, $state['return_to'] );
		}
		Health::record( $claims['iss'], true );
		self::accept_peer_login( $network, $claims, $state['return_to'] );
	}

	/** @param array<string, mixed> $claims */
	private static function accept_peer_login( string $network, array $claims, string $to ): never {
		$arriving = [
			'sid'     => self::claim( $claims, 'sid' ),
			'network' => $network,
			'issuer'  => self::claim( $claims, 'iss' ),
			'subject' => self::claim( $claims, 'sub' ),
			'auth_ms' => is_int( $claims['auth_ms'] ?? null ) ? $claims['auth_ms'] : 0,
		];
		$found    = Account::of( $network, $claims );
		if ( is_wp_error( $found ) ) {
			LoginRecord::mark_pushed( $network );
			if ( ! is_user_logged_in() && 'usersync_mailed' === $found->get_error_code() ) {
				FlowPage::show_message( 200, __( 'You are not signed in here yet', 'usersync' ), '<p>' . esc_html( $found->get_error_message() ) . '</p>' . self::link_continue( $to ) );
			}
			FlowPage::redirect( self::with_reason( (string) $found->get_error_code(), $to ) ); // He stays who he is here, and gets the page he came for.
		}
		if ( is_user_logged_in() ) {
			// Never a silent change of accounts: two accounts in one browser stay two.
			if ( get_current_user_id() === $found->ID ) {
				Account::link( $found->ID, $network, $arriving['issuer'], $arriving['subject'] );
				LoginRecord::link_peer_login( $arriving );
			} else {
				LoginRecord::mark_pushed( $network );
			}
			FlowPage::redirect( $to );
		}
		Account::link( $found->ID, $network, $arriving['issuer'], $arriving['subject'] );
		$ext = is_array( $claims['ext'] ?? null ) ? $claims['ext'] : [];
		LoginRecord::log_in( $found, ! empty( $ext['remember'] ), $arriving );
		do_action( 'wp_login', $found->user_login, $found ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- core's own
		$is_hub = Networks::get( $network )['is_hub'] ?? false; // Where it is not, the others are served by their own hub.
		FlowPage::redirect( $is_hub ? MemberTour::start_path( $to, $arriving['issuer'] ) : $to );
	}

	/**
	 * The same login as at another host of this multisite, or nothing.
	 *
	 * @param array<string, mixed> $claims
	 */
	private static function accept_blog_login( array $claims, string $to ): never {
		$user    = get_userdata( (int) self::claim( $claims, 'sub' ) );
		$ext     = is_array( $claims['ext'] ?? null ) ? $claims['ext'] : [];
		$token   = is_string( $ext['token'] ?? null ) ? $ext['token'] : '';
		$session = false === $user || '' === $token ? null : \WP_Session_Tokens::get_instance( $user->ID )->get( $token );
		if ( false === $user || ! is_array( $session ) ) {
			FlowPage::redirect( $to ); // It ended on the way here.
		}
		if ( is_user_logged_in() ) {
			get_current_user_id() === $user->ID && LoginRecord::link_own_login( $token );
			LoginRecord::mark_pushed( Blogs::NETWORK );
			FlowPage::redirect( $to );
		}
		LoginRecord::log_in_with_token( $user, ! empty( $ext['remember'] ), $token );
		if ( ! Account::asks_second_factor( $user ) ) { // It was given when this login was made; who asks again would end the login.
			do_action( 'wp_login', $user->user_login, $user ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- core's own
		}
		$is_hub = Networks::here()[ Blogs::NETWORK ]['is_hub'] ?? false;
		FlowPage::redirect( $is_hub ? MemberTour::start_path( $to, self::claim( $claims, 'iss' ) ) : $to );
	}

	/** A visitor of a page is told nothing; who wanted to sign in hears at the form why he is not. */
	private static function with_reason( string $word, string $to ): string {
		$path = (string) strtok( $to, '?' );
		if ( is_user_logged_in() || str_contains( $to, 'action=usersync' ) || ( ! str_contains( $path, '/wp-admin' ) && ! str_ends_with( $path, '/wp-login.php' ) ) ) {
			return $to;
		}
		$form = str_ends_with( $path, '/wp-login.php' ) ? $to : wp_login_url( Site::origin( Site::here() ) . $to );
		return add_query_arg( 'usersync_answer', str_replace( 'usersync_', '', $word ), $form );
	}

	private static function reject_token( TokenError $reason, string $to ): never {
		/**
		 * A token was refused.
		 *
		 * @param string $reason as UserSync\TokenError spells it
		 */
		do_action( 'usersync_token_refused', $reason->value );
		if ( TokenError::LoggedOut === $reason ) {
			// He signed out, and the other site has not heard yet.
			FlowPage::redirect( self::with_reason( 'logged_out', $to ) );
		}
		Log::problem( 'a login token was refused: ' . $reason->value );
		FlowPage::show_message(
			403,
			__( 'The other site\'s answer was refused', 'usersync' ),
			/* translators: %s: a word such as "expired". */
			'<p>' . esc_html( sprintf( __( 'Reason: %s.', 'usersync' ), $reason->value ) ) . '</p>' . self::link_continue( $to )
		);
	}

	/** @param callable( string ): bool $fits */
	private static function require_origin( callable $fits ): void {
		$origin = isset( $_SERVER['HTTP_ORIGIN'] ) && is_string( $_SERVER['HTTP_ORIGIN'] ) ? sanitize_text_field( wp_unslash( $_SERVER['HTTP_ORIGIN'] ) ) : '';
		if ( '' !== $origin && ! $fits( $origin ) ) {
			FlowPage::show_message( 403, __( 'That site may not sign anybody in here', 'usersync' ), Endpoint::link_home() );
		}
	}

	/** @return array{return_to: string, created: int}|null */
	private static function consume_state( string $id ): ?array {
		$secret = self::state_secret( $id );
		if ( '' === $secret ) {
			return null;
		}
		setcookie(
			'__Host-usersync-' . $id,
			'',
			[
				'expires'  => 1,
				'path'     => '/',
				'secure'   => true,
				'httponly' => true,
				'samesite' => 'Lax',
			]
		);
		return usersync_state_take( $secret, $id );
	}

	private static function state_secret( string $id ): string {
		if ( 1 !== preg_match( '/^[\w-]{22}$/D', $id ) ) {
			return '';
		}
		$secret = $_COOKIE[ '__Host-usersync-' . $id ] ?? ''; // phpcs:ignore WordPress.Security.ValidatedSanitizedInput -- compared by the extension, byte for byte
		return is_string( $secret ) ? wp_unslash( $secret ) : '';
	}

	/** @param array<string, mixed> $claims */
	private static function claim( array $claims, string $name ): string {
		$value = $claims[ $name ] ?? '';
		return is_string( $value ) ? $value : '';
	}

	private static function link_continue( string $to ): string {
		return '<p><a class="button" href="' . esc_url( $to ) . '">' . esc_html__( 'Go on without signing in', 'usersync' ) . '</a></p>';
	}

	private static function link_login(): string {
		return '<p><a class="button" href="' . esc_url( wp_login_url() ) . '">' . esc_html__( 'Sign in', 'usersync' ) . '</a></p>' . Endpoint::link_home();
	}
}
