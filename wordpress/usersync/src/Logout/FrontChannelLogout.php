<?php
/**
 * Delivers a logout through the visitor's browser if this server could not reach the peer. The next pages contain an image that
 * redirects to the peer with a new token. It needs no cookie at the peer, so browsers do not block it.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Logout;

use UserSync\Plugin\Login\Endpoint;
use UserSync\Plugin\Login\FlowPage;
use UserSync\Plugin\Site\Cookie;
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

	/** @return string the id under which this browser finds the messages that this request queues; empty without a browser login */
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
			Cookie::set( self::cookie_name(), self::$id, time() + self::SECONDS, Site::path(), secure: is_ssl() );
		}
	}

	/** Prints the images for a browser that has the cookie. They contain no secret, so a cached copy does no harm. */
	public static function print_images(): void {
		$id = self::cookie_value();
		if ( '' === $id || is_user_logged_in() ) {
			return;
		}
		$messages = min( count( LogoutQueue::for_browser( $id ) ), 5 );
		for ( $n = 0; $n < $messages; ++$n ) {
			printf(
				'<img src="%s" alt="" width="1" height="1" referrerpolicy="no-referrer" style="position:absolute;left:-9px">',
				esc_url( Site::step( Site::here(), 'courier', [ 'n' => $n ] ) )
			);
		}
	}

	/** Redirects the browser with one message. The message stays queued until this server can deliver it or gets the peer's confirmation. */
	public static function redirect_to_peer(): never {
		nocache_headers();
		$n        = Endpoint::param( 'n' );
		$messages = array_values( LogoutQueue::for_browser( self::cookie_value() ) );
		$message  = $messages[ (int) $n ] ?? null;
		try {
			if ( null !== $message ) {
				$query = [
					'network' => $message['network'],
					'token'   => LogoutMessage::token( $message ),
				];
				FlowPage::redirect( Site::route( $message['peer'], 'logout' ) . '&' . http_build_query( $query ) );
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
}
