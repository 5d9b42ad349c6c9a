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
		add_action( 'wp_logout', [ self::class, 'set_cookie' ], 20 );
		add_action( 'wp_footer', [ self::class, 'print_images' ] );
		add_action( 'login_footer', [ self::class, 'print_images' ] );
	}

	/** Names what this request puts in the outbox, for the browser that asked for it; empty where there is none. */
	public static function browser_id(): string {
		if ( '' === wp_get_session_token() ) {
			return '';
		}
		if ( '' === self::$id ) {
			self::$id = bin2hex( random_bytes( 8 ) );
		}
		return self::$id;
	}

	public static function set_cookie(): void {
		if ( '' !== self::$id && ! headers_sent() ) {
			setcookie( self::cookie_name(), self::$id, self::cookie_options( time() + self::SECONDS ) );
		}
	}

	/** Only in pages of a browser that carries the cookie, which no cache serves to others for it holds no secret. */
	public static function print_images(): void {
		$id = self::cookie_value();
		if ( '' === $id || is_user_logged_in() ) {
			return;
		}
		$letters = min( count( LogoutQueue::for_browser( $id ) ), 5 );
		for ( $n = 0; $n < $letters; ++$n ) {
			printf(
				'<img src="%s" alt="" width="1" height="1" referrerpolicy="no-referrer" style="position:absolute;left:-9px">',
				esc_url( Site::step( Site::here(), 'courier', [ 'n' => $n ] ) )
			);
		}
	}

	/** One letter, on its way through the browser. It stays in the outbox until the peer has told our server. */
	public static function redirect_to_peer(): never {
		nocache_headers();
		$n       = Endpoint::param( 'n' );
		$letters = array_values( LogoutQueue::for_browser( self::cookie_value() ) );
		$letter  = $letters[ (int) $n ] ?? null;
		try {
			if ( null !== $letter ) {
				$query = [
					'network' => $letter['network'],
					'token'   => LogoutMessage::token( $letter ),
				];
				FlowPage::redirect( Site::route( $letter['peer'], 'logout' ) . '&' . http_build_query( $query ) );
			}
		} catch ( UserSyncException | \ValueError $e ) {
			Log::problem( $e->getMessage() );
		}
		status_header( 204 );
		exit;
	}

	private static function cookie_value(): string {
		$id = isset( $_COOKIE[ self::cookie_name() ] ) && is_string( $_COOKIE[ self::cookie_name() ] ) ? sanitize_key( wp_unslash( $_COOKIE[ self::cookie_name() ] ) ) : '';
		return 16 === strlen( $id ) ? $id : '';
	}

	private static function cookie_name(): string {
		return 'usersync_courier_' . Site::tag( Site::here() );
	}

	/** @return array{expires: int, path: string, secure: bool, httponly: bool, samesite: 'Lax'} */
	private static function cookie_options( int $expires ): array {
		return [
			'expires'  => $expires,
			'path'     => Site::path(),
			'secure'   => is_ssl(),
			'httponly' => true,
			'samesite' => 'Lax',
		];
	}
}
