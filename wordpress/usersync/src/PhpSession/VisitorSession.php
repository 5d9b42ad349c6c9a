<?php
/**
 * $_SESSION during one request. A visitor who brings a session has it opened; one who brings none gets an empty array, and a session
 * and its cookie only when something lies in it as the page goes out. For that, the page waits in a buffer of at most 1 MiB.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\PhpSession;

use UserSync\Plugin\Site\Options;

final class VisitorSession {

	private const BUFFER = 1 << 20;

	private static bool $settled = false;

	/** Closed for the sake of a request to this site itself, to be opened again after it. */
	private static bool $reopen = false;

	public static function register(): void {
		if ( ! Handler::is_in_force() || ! Handler::serves_visitors() ) {
			return;
		}
		add_action( 'plugins_loaded', [ self::class, 'begin' ] );
		add_filter( 'pre_http_request', [ self::class, 'close_before_loopback' ], PHP_INT_MAX, 3 );
		add_action( 'http_api_debug', [ self::class, 'open_after_loopback' ] );
		// Core calls an open session critical there, because it cannot know that it is closed before loopback requests.
		add_action( 'load-site-health.php', 'session_write_close', 10, 0 );
		add_action( 'shutdown', [ self::class, 'end' ], PHP_INT_MAX );
	}

	public static function begin(): void {
		ob_start( [ self::class, 'on_buffer_flush' ], self::BUFFER );
		header_register_callback( [ self::class, 'finalize_cookie' ] );
		if ( ! Options::bool( 'session_start' ) || PHP_SESSION_NONE !== session_status() || '' !== session_id() ) {
			return;
		}
		if ( '' !== self::incoming_id() ) {
			session_start();
		} elseif ( ! isset( $_SESSION ) ) {
			$_SESSION = [];
		}
	}

	/** PHP's own handler of buffers may not start another one, but a session it may. */
	public static function on_buffer_flush( string $page, int $phase ): string {
		if ( 0 === ( $phase & PHP_OUTPUT_HANDLER_CLEAN ) ) {
			self::finalize_cookie();
		}
		return $page;
	}

	/** The last moment at which a cookie can be sent, or taken back. */
	public static function finalize_cookie(): void {
		if ( self::$settled || headers_sent() ) {
			return;
		}
		self::$settled = true;
		$values        = $_SESSION ?? [];
		if ( '' === session_id() ) {
			if ( [] !== $values && PHP_SESSION_NONE === session_status() && session_start() ) {
				$_SESSION = $values;
			}
			return;
		}
		if ( [] === $values && session_id() !== self::incoming_id() ) {
			if ( PHP_SESSION_ACTIVE === session_status() ) {
				session_abort();
			}
			self::withdraw_cookie();
		}
	}

	public static function end(): void {
		self::finalize_cookie();
		if ( PHP_SESSION_ACTIVE === session_status() ) {
			session_write_close();
		}
	}

	/**
	 * A request to this site that carries this visitor's cookies would wait for the lock that he holds himself.
	 *
	 * @param array<string, mixed> $request
	 */
	public static function close_before_loopback( mixed $answer, array $request, string $url ): mixed {
		if ( false === $answer && PHP_SESSION_ACTIVE === session_status() && self::carries_session( $request ) && self::is_this_site( $url ) ) {
			self::$reopen = session_write_close();
		}
		return $answer;
	}

	public static function open_after_loopback(): void {
		if ( self::$reopen && ! headers_sent() && PHP_SESSION_NONE === session_status() ) {
			session_start();
		}
		self::$reopen = false;
	}

	/** @param array<string, mixed> $request */
	private static function carries_session( array $request ): bool {
		$name    = (string) session_name();
		$cookies = $request['cookies'] ?? [];
		foreach ( is_array( $cookies ) ? $cookies : [] as $key => $cookie ) {
			if ( $name === $key || ( $cookie instanceof \WP_Http_Cookie && $name === $cookie->name ) ) {
				return true;
			}
		}
		$headers = $request['headers'] ?? [];
		foreach ( is_array( $headers ) ? $headers : [ $headers ] as $key => $value ) {
			if ( is_string( $value ) && str_contains( $value, $name . '=' ) && ( is_int( $key ) || 'cookie' === strtolower( $key ) ) ) {
				return true;
			}
		}
		return false;
	}

	private static function is_this_site( string $url ): bool {
		$host = wp_parse_url( $url, PHP_URL_HOST );
		return is_string( $host ) && in_array(
			strtolower( $host ),
			[ wp_parse_url( home_url(), PHP_URL_HOST ), wp_parse_url( site_url(), PHP_URL_HOST ) ],
			true
		);
	}

	/** @return string the session id that came with the request; empty when none did */
	private static function incoming_id(): string {
		$id = $_COOKIE[ (string) session_name() ] ?? ''; // phpcs:ignore WordPress.Security.ValidatedSanitizedInput -- PHP judges it
		return is_string( $id ) ? $id : '';
	}

	/** As if no session had been started: without its cookie, and without the headers that keep the page out of caches. */
	private static function withdraw_cookie(): void {
		$name = (string) session_name();
		$keep = [];
		foreach ( headers_list() as $header ) {
			if ( 0 === stripos( $header, 'Set-Cookie:' ) && ! str_starts_with( ltrim( substr( $header, 11 ) ), $name . '=' ) ) {
				$keep[] = $header;
			}
			foreach ( self::LIMITER as $sent ) {
				if ( $sent === $header ) {
					header_remove( (string) strstr( $header, ':', true ) );
				}
			}
		}
		header_remove( 'Set-Cookie' );
		foreach ( $keep as $header ) {
			header( $header, false );
		}
		if ( '' !== self::incoming_id() ) {
			// What the browser holds opens nothing any more.
			$cookie = session_get_cookie_params();
			unset( $cookie['lifetime'] );
			setcookie( $name, '', [ 'expires' => 1 ] + $cookie );
		}
	}

	/** What session.cache_limiter=nocache sends. WordPress' own nocache_headers() differ in every one. */
	private const LIMITER = [
		'Expires: Thu, 19 Nov 1981 08:52:00 GMT',
		'Cache-Control: no-store, no-cache, must-revalidate',
		'Pragma: no-cache',
	];
}
