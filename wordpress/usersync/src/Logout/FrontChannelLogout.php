<?php
/**
 * A visitor's own browser as messenger, when a peer's server could not be reached from this one at logout: an image in the next
 * pages he sees, which leads to the peer with a fresh token. It needs no cookie there, so nothing that browsers block.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Logout;

use UserSync\Plugin\Login\Endpoint;
use UserSync\Plugin\Login\FlowPage;
use UserSync\Plugin\Site\Log;
use UserSync\Plugin\Site\Site;
use UserSync\UserSyncException;

final class FrontChannelLogout {

	private const SECONDS = 600;

	private static string $id = '';

	public static function register(): void {
		add_action( 'wp_logout', [ self::class, 'leave_cookie' ], 20 );
		add_action( 'wp_footer', [ self::class, 'show' ] );
		add_action( 'login_footer', [ self::class, 'show' ] );
	}

	/** Names what this request puts in the outbox, for the browser that asked for it; empty where there is none. */
	public static function id(): string {
		if ( '' === wp_get_session_token() ) {
			return '';
		}
		if ( '' === self::$id ) {
			self::$id = bin2hex( random_bytes( 8 ) );
		}
		return self::$id;
	}

	public static function leave_cookie(): void {
		if ( '' !== self::$id && ! headers_sent() ) {
			setcookie( self::cookie(), self::$id, self::options( time() + self::SECONDS ) );
		}
	}

	/** Only in pages of a browser that carries the cookie, which no cache serves to others for it holds no secret. */
	public static function show(): void {
		$id = self::carried();
		if ( '' === $id || is_user_logged_in() ) {
			return;
		}
		$letters = min( count( LogoutQueue::of_courier( $id ) ), 5 );
		for ( $n = 0; $n < $letters; ++$n ) {
			printf(
				'<img src="%s" alt="" width="1" height="1" referrerpolicy="no-referrer" style="position:absolute;left:-9px">',
				esc_url( Site::step( Site::here(), 'courier', [ 'n' => $n ] ) )
			);
		}
	}

	/** One letter, on its way through the browser. It stays in the outbox until the peer has told our server. */
	public static function send(): never {
		nocache_headers();
		$n       = Endpoint::text( 'n' );
		$letters = array_values( LogoutQueue::of_courier( self::carried() ) );
		$letter  = $letters[ (int) $n ] ?? null;
		try {
			if ( null !== $letter ) {
				$query = [
					'network' => $letter['network'],
					'token'   => LogoutQueue::token( $letter ),
				];
				FlowPage::redirect( Site::route( $letter['peer'], 'logout' ) . '&' . http_build_query( $query ) );
			}
		} catch ( UserSyncException | \ValueError $e ) {
			Log::problem( $e->getMessage() );
		}
		status_header( 204 );
		exit;
	}

	private static function carried(): string {
		$id = isset( $_COOKIE[ self::cookie() ] ) && is_string( $_COOKIE[ self::cookie() ] ) ? sanitize_key( wp_unslash( $_COOKIE[ self::cookie() ] ) ) : '';
		return 16 === strlen( $id ) ? $id : '';
	}

	private static function cookie(): string {
		return 'usersync_courier_' . Site::tag( Site::here() );
	}

	/** @return array{expires: int, path: string, secure: bool, httponly: bool, samesite: 'Lax'} */
	private static function options( int $expires ): array {
		return [
			'expires'  => $expires,
			'path'     => Site::path(),
			'secure'   => is_ssl(),
			'httponly' => true,
			'samesite' => 'Lax',
		];
	}
}
