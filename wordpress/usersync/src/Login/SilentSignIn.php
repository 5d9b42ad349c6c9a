<?php
/**
 * Whether a visitor is somebody on another site is asked by the page itself: a small script of this site's own, the same for
 * everybody, so that pages stay fit for caches, a first visit works, and whoever runs no script is never moved.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Login;

use UserSync\Plugin\Multisite\Blogs;
use UserSync\Plugin\Network\Networks;
use UserSync\Plugin\Site\Options;
use UserSync\Plugin\Site\Site;

final class SilentSignIn {

	private const BOTS = 'bot|crawl|spider|slurp|preview|lighthouse|facebookexternalhit';

	public static function register(): void {
		add_action( 'wp_head', [ self::class, 'print_script' ], 1 );
		add_action( 'login_head', [ self::class, 'print_login_script' ], 1 );
		add_action( 'wp_loaded', [ self::class, 'redirect_from_form' ], 1 ); // Plugins that hide the form send who is signed in away from it then.
		add_filter( 'login_message', [ self::class, 'add_link' ] );
		add_action( 'set_logged_in_cookie', [ self::class, 'clear_marker_at_login' ] );
	}

	public static function print_script(): void {
		if ( ! self::is_on() || is_feed() || is_preview() || is_customize_preview() || is_embed() || ! IdempotentPage::is_current_request() ) {
			return;
		}
		self::print( AuthRequest::local_step_path( 'start', [] ) . '&to=', false );
	}

	/** The login form always asks, but never after a logout, an error, or an answer. */
	public static function print_login_script(): void {
		// phpcs:disable WordPress.Security.NonceVerification -- only looked at
		$form = ! isset( $_REQUEST['action'] ) || 'login' === $_REQUEST['action'];
		$calm = [] === array_intersect_key( $_GET, array_flip( [ 'loggedout', 'usersync_answer', 'interim-login', 'checkemail', 'registration' ] ) );
		// phpcs:enable
		if ( self::is_on() && $form && $calm && 'GET' === ( $_SERVER['REQUEST_METHOD'] ?? '' ) ) {
			// Back to the form; but not as it was called, for "reauth" would sign him out.
			$to  = isset( $_GET['redirect_to'] ) && is_string( $_GET['redirect_to'] ) ? esc_url_raw( wp_unslash( $_GET['redirect_to'] ) ) : ''; // phpcs:ignore WordPress.Security.NonceVerification -- the form judges it
			$url = add_query_arg( urlencode_deep( [ 'usersync_answer' => 'asked' ] + ( '' === $to ? [] : [ 'redirect_to' => $to ] ) ), site_url( 'wp-login.php', 'login' ) );
			self::print( AuthRequest::local_step_path( 'start', [ 'to' => (string) preg_replace( '#^https?://[^/]+#', '', $url ) ] ), true );
		}
	}

	/** Core shows its form to who is signed in, too. Who asked at the form and was signed in goes where he wanted to. */
	public static function redirect_from_form(): void {
		// phpcs:disable WordPress.Security.NonceVerification -- nothing but a way on
		if ( isset( $_GET['usersync_answer'] ) && Site::LOGIN_PAGE === ( $GLOBALS['pagenow'] ?? '' ) && ! isset( $_GET['action'] ) && is_user_logged_in() && 'GET' === ( $_SERVER['REQUEST_METHOD'] ?? '' ) ) {
			$to = isset( $_GET['redirect_to'] ) && is_string( $_GET['redirect_to'] ) ? esc_url_raw( wp_unslash( $_GET['redirect_to'] ) ) : '';
			wp_safe_redirect( '' === $to ? admin_url() : $to );
			exit;
		}
		// phpcs:enable
	}

	/** For browsers without script, and for whom the quiet way found nobody. */
	public static function add_link( mixed $message ): string {
		$message = is_string( $message ) ? $message : '';
		$action  = isset( $_REQUEST['action'] ) && is_string( $_REQUEST['action'] ) ? sanitize_key( wp_unslash( $_REQUEST['action'] ) ) : 'login'; // phpcs:ignore WordPress.Security.NonceVerification -- only looked at
		if ( ! self::is_on() || 'login' !== $action ) {
			return $message;
		}
		$to  = isset( $_GET['redirect_to'] ) && is_string( $_GET['redirect_to'] ) ? esc_url_raw( wp_unslash( $_GET['redirect_to'] ) ) : ''; // phpcs:ignore WordPress.Security.NonceVerification -- only looked at
		$to  = usersync_return_url( $to, admin_url(), [ Site::origin( Site::here() ) ] );
		$to  = (string) preg_replace( '#^https?://[^/]+#', '', $to );
		$why = self::reason_text( $_GET['usersync_answer'] ?? '' ); // phpcs:ignore WordPress.Security -- a word out of a closed list
		if ( '' !== $why ) {
			$message .= '<p class="message">' . esc_html( $why ) . '</p>';
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

	private static function reason_text( mixed $word ): string {
		return match ( $word ) {
			'unverified' => __( 'Your email address has not been verified on the other site yet, so it cannot sign you in here.', 'usersync' ),
			'other_network' => __( 'You came to the other site from a network that this site does not belong to. Sign in there with your password, or here.', 'usersync' ),
			'waiting' => __( 'Your email address has yet to be verified here. Open the link that we mailed to you; then the other site can sign you in.', 'usersync' ),
			'privileged' => __( 'Your account here has powers that another site cannot sign in to. Use your password.', 'usersync' ),
			'second_factor' => __( 'Your account here asks for a second factor. Sign in with your password.', 'usersync' ),
			'nobody' => __( 'You have no account here.', 'usersync' ),
			'refused' => __( 'Your account cannot sign in here.', 'usersync' ),
			'logged_out' => __( 'You signed out here, and the other site has not heard of it yet. Sign in again there, or here.', 'usersync' ),
			default => '',
		};
	}

	/** Do not ask again in this browser for a while. */
	public static function set_marker( int $seconds = 0 ): void {
		self::set_cookie( '1', time() + ( $seconds > 0 ? $seconds : MINUTE_IN_SECONDS * Options::int( 'probe_minutes' ) ) );
	}

	/** Somebody signed in or out: what was asked before says nothing any more. */
	public static function clear_marker(): void {
		self::set_cookie( '', 1 );
	}

	/** Not for a login that came from elsewhere: a cache that shows him the page of strangers would send him round and round. */
	public static function clear_marker_at_login(): void {
		if ( ! LoginRecord::is_incoming() ) {
			self::clear_marker();
		}
	}

	/** Whether this browser asked a while ago. */
	public static function has_marker(): bool {
		return isset( $_COOKIE[ self::marker_name() ] );
	}

	public static function is_bot(): bool {
		$agent = isset( $_SERVER['HTTP_USER_AGENT'] ) && is_string( $_SERVER['HTTP_USER_AGENT'] ) ? sanitize_text_field( wp_unslash( $_SERVER['HTTP_USER_AGENT'] ) ) : '';
		return '' === $agent || 1 === preg_match( '/' . self::BOTS . '/i', $agent );
	}

	/**
	 * The script: no marker, a browser that keeps one, a page that is really looked at. The form asks despite the page's marker, once a
	 * minute, and says itself where to be afterwards.
	 */
	public static function script( string $start, string $marker, string $path, int $seconds, bool $always, bool $ajax = false ): string {
		$values = wp_json_encode( $always ? [ $start, $marker . 'f', $path, MINUTE_IN_SECONDS, 0 ] : [ $start, $marker, $path, $seconds, 1 ], JSON_UNESCAPED_SLASHES | JSON_HEX_TAG );
		// With ajax a script of this site asks first (Ajax::serve_script); when it finds nobody, or cannot run, the page goes the usual way.
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

	/** A script as it is sent: every statement of its source ends with its line, in a semicolon or a brace. */
	public static function without_indentation( string $source ): string {
		return (string) preg_replace( '/\n\s*/', '', $source );
	}

	private static function print( string $start, bool $always ): void {
		wp_print_inline_script_tag(
			self::script( $start, self::marker_name(), Site::path(), MINUTE_IN_SECONDS * Options::int( 'probe_minutes' ), $always, Ajax::is_on() ),
			[
				'id'            => 'usersync-probe',
				'data-no-defer' => '1', // Optimisers that delay scripts would show the page first and move it then.
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
		setcookie(
			self::marker_name(),
			$value,
			[
				'expires'  => $expires,
				'path'     => Site::path(),
				'secure'   => true,
				'httponly' => false, // The script reads it.
				'samesite' => 'Lax',
			]
		);
	}

	private static function marker_name(): string {
		return 'usersync_asked_at_' . Site::tag( Site::here() );
	}
}
