<?php
/**
 * $_SESSION during one request. If the request has a session cookie, the session is opened. Otherwise $_SESSION is an empty array, and a
 * session with a cookie is created only if the array has values when the page is sent. The page is therefore buffered, up to 1 MiB.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\PhpSession;

use UserSync\Plugin\Site\Options;

final class VisitorSession {

	/** Size of the output buffer in bytes. */
	private const BUFFER = 1 << 20;

	/** Whether finalize_cookie() ran before the headers were sent. */
	private static bool $finalized = false;

	/** Whether the session was closed for a loopback request, and must be opened again after it. */
	private static bool $reopen = false;

	public static function register(): void {
		if ( ! Handler::is_in_force() || ! Handler::serves_visitors() ) {
			return;
		}
		add_action( 'plugins_loaded', [ self::class, 'begin' ] );
		add_filter( 'pre_http_request', [ self::class, 'close_before_loopback' ], PHP_INT_MAX, 3 );
		add_action( 'http_api_debug', [ self::class, 'open_after_loopback' ] );
		// Core reports an open session as critical there, because it does not know that loopback requests close it.
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

	/** An output callback must not start another buffer, but it may start a session. */
	public static function on_buffer_flush( string $page, int $phase ): string {
		if ( 0 === ( $phase & PHP_OUTPUT_HANDLER_CLEAN ) ) {
			self::finalize_cookie();
		}
		return $page;
	}

	/** Runs at the last moment at which a cookie can be set or withdrawn. */
	public static function finalize_cookie(): void {
		if ( self::$finalized || headers_sent() ) {
			return;
		}
		self::$finalized = true;
		$values          = $_SESSION ?? [];
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
	 * A loopback request with the visitor's cookies would wait for the session lock that this request holds.
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

	/** @return string the session id of the request's cookie; empty if there is none */
	private static function incoming_id(): string {
		$id = $_COOKIE[ (string) session_name() ] ?? ''; // phpcs:ignore WordPress.Security.ValidatedSanitizedInput -- PHP validates it
		return is_string( $id ) ? $id : '';
	}

	/** Removes the session cookie and the cache headers, as if no session had been started. */
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
			// The browser's cookie is invalid.
			$cookie = session_get_cookie_params();
			unset( $cookie['lifetime'] );
			setcookie( $name, '', [ 'expires' => 1 ] + $cookie );
		}
	}

	/** The headers of session.cache_limiter=nocache. Those of WordPress' nocache_headers() all differ from them. */
	private const LIMITER = [
		'Expires: Thu, 19 Nov 1981 08:52:00 GMT',
		'Cache-Control: no-store, no-cache, must-revalidate',
		'Pragma: no-cache',
	];
}
