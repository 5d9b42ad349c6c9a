<?php
/**
 * After a login at a member, the next page view redirects once through the hub. Every other site can then ask the hub. After a login at
 * the hub, it leads through the members that had asked before (MemberTour). While the hub is down, the redirect is postponed.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Login;

use UserSync\Plugin\Account\Verified;
use UserSync\Plugin\Multisite\Blogs;
use UserSync\Plugin\Network\Health;
use UserSync\Plugin\Network\Networks;
use UserSync\Plugin\Site\Request;
use UserSync\Plugin\Site\Site;

/** @phpstan-import-type Data from LoginData */
final class PushAfterLogin {

	public static function register(): void {
		add_action( 'template_redirect', [ self::class, 'push_on_page_view' ], 1 );
		add_action( 'admin_init', [ self::class, 'push_on_page_view' ], 1 );
	}

	public static function push_on_page_view(): void {
		if ( ! Networks::share_logins() || ! is_user_logged_in() || ! self::is_page_view() ) {
			return;
		}
		$session = \WP_Session_Tokens::get_instance( get_current_user_id() )->get( wp_get_session_token() );
		$data    = LoginData::of( $session );
		if ( null === $data || ! $data['hop'] || ( ! Blogs::is_on() && ! Verified::is( get_current_user_id() ) ) ) {
			return;
		}
		$here     = isset( $_SERVER['REQUEST_URI'] ) && is_string( $_SERVER['REQUEST_URI'] ) ? AuthRequest::local_path( wp_unslash( $_SERVER['REQUEST_URI'] ) ) : '/'; // phpcs:ignore WordPress.Security.ValidatedSanitizedInput -- the extension validates it
		$networks = array_diff_key( Networks::with_hub_elsewhere(), array_flip( $data['hopped'] ?? [] ) );
		if ( MemberTour::is_pending() ) {
			[] === $networks && LoginData::mark_pushed();
			FlowPage::redirect( MemberTour::start_path( $here ) );
		}
		self::push_to_next_hub( $data, $here );
	}

	/**
	 * Redirects through the next hub that does not have this login yet, and back to $here. Returns if no such hub is up.
	 *
	 * @param Data|null $data
	 */
	public static function push_to_next_hub( ?array $data, string $here, bool $after_form = false ): void {
		if ( null === $data || ! $data['hop'] ) {
			return;
		}
		foreach ( array_diff_key( Networks::with_hub_elsewhere(), array_flip( $data['hopped'] ) ) as $network => $described ) {
			if ( Blogs::NETWORK !== $network && ! Verified::is( get_current_user_id() ) ) {
				continue;
			}
			if ( Health::is_up( $described['hub'] ) ) {
				LoginData::mark_pushed( (string) $network ); // Only one attempt per login.
				AuthRequest::send_to_hub( (string) $network, $here, true, false, $after_form );
			}
			Health::is_down( $described['hub'] ) || Health::schedule_check();
		}
	}

	/** Whether a user views a page: not a form, a script's request, a frame, a prefetch or a preview. */
	private static function is_page_view(): bool {
		return IdempotentPage::is_current_request() && Site::is_here() && ! headers_sent() && ! wp_doing_ajax() && ! wp_doing_cron() && ! is_feed() && ! is_preview() && ! is_customize_preview() && ! is_embed() && ! is_robots()
			&& in_array( Request::header( 'HTTP_SEC_FETCH_DEST' ), [ '', 'document' ], true ) && in_array( Request::header( 'HTTP_SEC_FETCH_MODE' ), [ '', 'navigate' ], true )
			&& '' === Request::header( 'HTTP_SEC_PURPOSE' ) && '' === Request::header( 'HTTP_PURPOSE' ) && 'XMLHttpRequest' !== Request::header( 'HTTP_X_REQUESTED_WITH' )
			&& ! str_contains( Request::header( 'SCRIPT_NAME' ), 'admin-post.php' );
	}
}
