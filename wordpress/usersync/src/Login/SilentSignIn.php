<?php
/**
 * A small inline script on every page checks whether the visitor is signed in at the hub. It is the same for every visitor, so pages stay
 * cacheable. Browsers without scripts are never redirected.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Login;

use UserSync\Plugin\Multisite\Blogs;
use UserSync\Plugin\Network\Networks;
use UserSync\Plugin\Site\Cookie;
use UserSync\Plugin\Site\Options;
use UserSync\Plugin\Site\Request;
use UserSync\Plugin\Site\Site;

final class SilentSignIn {

	private const BOTS = 'bot|crawl|spider|slurp|preview|lighthouse|facebookexternalhit';

	public static function register(): void {
		add_action( 'wp_head', [ self::class, 'print_script' ], 1 );
		add_action( 'login_head', [ self::class, 'print_login_script' ], 1 );
		add_action( 'wp_loaded', [ self::class, 'redirect_from_form' ], 1 ); // Plugins that hide the form redirect signed-in users on this hook.
		add_filter( 'login_message', [ self::class, 'add_link' ] );
		add_action( 'set_logged_in_cookie', [ self::class, 'clear_marker_at_login' ] );
	}

	public static function print_script(): void {
		if ( ! self::is_on() || is_feed() || is_preview() || is_customize_preview() || is_embed() || ! IdempotentPage::is_current_request() ) {
			return;
		}
		self::print( AuthRequest::local_step_path( 'start', [] ) . '&to=', false );
	}

	/** The login form always asks, except after a logout, an error, or a response. */
	public static function print_login_script(): void {
		// phpcs:disable WordPress.Security.NonceVerification -- only read
		$form     = ! isset( $_REQUEST['action'] ) || 'login' === $_REQUEST['action'];
		$is_first = [] === array_intersect_key( $_GET, array_flip( [ 'loggedout', 'usersync_answer', 'interim-login', 'checkemail', 'registration' ] ) );
		// phpcs:enable
		if ( self::is_on() && $form && $is_first && 'GET' === Request::method() ) {
			// Back to the form, but with a new query: "reauth" would sign the user out.
			$to  = isset( $_GET['redirect_to'] ) && is_string( $_GET['redirect_to'] ) ? esc_url_raw( wp_unslash( $_GET['redirect_to'] ) ) : ''; // phpcs:ignore WordPress.Security.NonceVerification -- the form validates it
			$url = add_query_arg( urlencode_deep( [ 'usersync_answer' => 'asked' ] + ( '' === $to ? [] : [ 'redirect_to' => $to ] ) ), site_url( 'wp-login.php', 'login' ) );
			self::print( AuthRequest::local_step_path( 'start', [ 'to' => (string) preg_replace( '#^https?://[^/]+#', '', $url ) ] ), true );
		}
	}

	/** Core shows its form to signed-in users, too. A user whom the script signed in continues to redirect_to. */
	public static function redirect_from_form(): void {
		// phpcs:disable WordPress.Security.NonceVerification -- only a redirect
		if ( isset( $_GET['usersync_answer'] ) && Site::LOGIN_PAGE === ( $GLOBALS['pagenow'] ?? '' ) && ! isset( $_GET['action'] ) && is_user_logged_in() && 'GET' === Request::method() ) {
			$to = isset( $_GET['redirect_to'] ) && is_string( $_GET['redirect_to'] ) ? esc_url_raw( wp_unslash( $_GET['redirect_to'] ) ) : '';
			wp_safe_redirect( '' === $to ? admin_url() : $to );
			exit;
		}
		// phpcs:enable
	}

	/** The link for browsers without scripts, and for users who are not signed in at the hub. */
	public static function add_link( mixed $message ): string {
		$message = is_string( $message ) ? $message : '';
		$action  = isset( $_REQUEST['action'] ) && is_string( $_REQUEST['action'] ) ? sanitize_key( wp_unslash( $_REQUEST['action'] ) ) : 'login'; // phpcs:ignore WordPress.Security.NonceVerification -- only read
		if ( ! self::is_on() || 'login' !== $action ) {
			return $message;
		}
		$to   = isset( $_GET['redirect_to'] ) && is_string( $_GET['redirect_to'] ) ? esc_url_raw( wp_unslash( $_GET['redirect_to'] ) ) : ''; // phpcs:ignore WordPress.Security.NonceVerification -- only read
		$to   = usersync_return_url( $to, admin_url(), [ Site::origin( Site::here() ) ] );
		$to   = (string) preg_replace( '#^https?://[^/]+#', '', $to );
		$text = self::reason_text( $_GET['usersync_answer'] ?? '' ); // phpcs:ignore WordPress.Security -- selects a text from a closed list
		if ( '' !== $text ) {
			$message .= '<p class="message">' . esc_html( $text ) . '</p>';
		}
		foreach ( Networks::with_hub_elsewhere() as $name => $network ) {
			$url = Site::step(
				Site::here(),
				'start',
				[
					'interactive' => 1,
					'network'     => $name,
					'to'          => $to,
				]
			);
			/* translators: %s: address of another site. */
			$message .= '<p class="message usersync-continue"><a href="' . esc_url( $url ) . '">' . esc_html( sprintf( __( 'Continue with your account at %s', 'usersync' ), Site::label( $network['hub'] ) ) ) . '</a></p>';
		}
		return $message;
	}

	private static function reason_text( mixed $reason ): string {
		return match ( $reason ) {
			'unverified' => __( 'The other site cannot sign you in here, because your email address is not verified there yet.', 'usersync' ),
			'other_network' => __( 'Your login at the other site comes from a network that this site does not belong to. Sign in with your password, there or here.', 'usersync' ),
			'waiting' => __( 'Your email address is not verified here yet. Open the link in the email we sent you. Then the other site can sign you in.', 'usersync' ),
			'privileged' => __( 'Your account here has administrative rights, so another site cannot sign you in. Use your password.', 'usersync' ),
			'second_factor' => __( 'Your account here requires a second factor. Sign in with your password.', 'usersync' ),
			'nobody' => __( 'You have no account here.', 'usersync' ),
			'refused' => __( 'Your account cannot sign in here.', 'usersync' ),
			'logged_out' => __( 'You signed out here, and the other site has not been notified yet. Sign in again, there or here.', 'usersync' ),
			default => '',
		};
	}

	/** This browser does not ask again for a while. */
	public static function set_marker( int $seconds = 0 ): void {
		self::set_cookie( '1', time() + ( $seconds > 0 ? $seconds : MINUTE_IN_SECONDS * Options::int( 'probe_minutes' ) ) );
	}

	/** After a login or logout, the last result is outdated. */
	public static function clear_marker(): void {
		self::set_cookie( '', 1 );
	}

	/** Not for a login received from another site: if a cache then serves the page of anonymous visitors, the redirect would repeat endlessly. */
	public static function clear_marker_at_login(): void {
		if ( ! LoginRecord::is_incoming() ) {
			self::clear_marker();
		}
	}

	/** Whether this browser asked recently. */
	public static function has_marker(): bool {
		return isset( $_COOKIE[ self::marker_name() ] );
	}

	public static function is_bot(): bool {
		$agent = Request::header( 'HTTP_USER_AGENT' );
		return '' === $agent || 1 === preg_match( '/' . self::BOTS . '/i', $agent );
	}

	/**
	 * The script asks if there is no marker cookie, the browser accepts one, and the page is visible. On the login form it asks even with
	 * the page's marker, at most once a minute, and $start already names the return address.
	 */
	public static function script( string $start, string $marker, string $path, int $seconds, bool $always, bool $ajax = false ): string {
		$values = wp_json_encode( $always ? [ $start, $marker . 'f', $path, MINUTE_IN_SECONDS, 0 ] : [ $start, $marker, $path, $seconds, 1 ], JSON_UNESCAPED_SLASHES | JSON_HEX_TAG );
		// With ajax, a script of this site asks first (Ajax::serve_script). If it gets no token or cannot run, the page redirects.
		$ask    = $ajax ? 'import(url() + "&script=1").catch(move)' : 'move()';
		$source = <<<SCRIPT
		(([start, marker, path, seconds, here]) => {
			const seen = () => ("; " + document.cookie).includes("; " + marker + "=");
			const url = () => start + (here ? encodeURIComponent(location.pathname + location.search) : "");
			const move = () => location.replace(url() + location.hash);
			const go = () => {
				if (top != self || seen() || /%BOTS%/i.test(navigator.userAgent)) return;
				document.cookie = marker + "=1;path=" + path + ";max-age=" + seconds + ";secure;samesite=lax";
				if (seen()) $ask
			};
			if (document.prerendering) document.addEventListener("prerenderingchange", go, { once: true });
			else go()
		})($values)
		SCRIPT;
		return self::without_indentation( str_replace( '%BOTS%', self::BOTS, $source ) );
	}

	/** Joins the lines of a script. Every line of the source must end a statement, with a semicolon or a brace. */
	public static function without_indentation( string $source ): string {
		return (string) preg_replace( '/\n\s*/', '', $source );
	}

	private static function print( string $start, bool $always ): void {
		wp_print_inline_script_tag(
			self::script( $start, self::marker_name(), Site::path(), MINUTE_IN_SECONDS * Options::int( 'probe_minutes' ), $always, Ajax::is_on() ),
			[
				'id'            => 'usersync-probe',
				'data-no-defer' => '1', // Optimisation plugins that delay scripts would show the page before the redirect.
				'data-cfasync'  => 'false',
			]
		);
	}

	private static function is_on(): bool {
		return Networks::share_logins() && ! is_user_logged_in() && Site::is_here() && Networks::asks_a_hub();
	}

	private static function set_cookie( string $value, int $expires ): void {
		if ( headers_sent() || ! ( Networks::any() || Blogs::is_on() ) ) {
			return;
		}
		Cookie::set( self::marker_name(), $value, $expires, Site::path(), false ); // Not HttpOnly: the script reads it.
	}

	private static function marker_name(): string {
		return 'usersync_asked_at_' . Site::tag( Site::here() );
	}
}
