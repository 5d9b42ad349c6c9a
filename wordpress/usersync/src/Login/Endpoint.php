<?php
/**
 * The steps of the login flow: wp-login.php?action=usersync&usersync=<step>. Every WordPress has that file, and caches skip it. If a
 * plugin hides it, admin-post.php serves the steps. A GET alone changes nothing.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Login;

use UserSync\Plugin\Logout\FrontChannelLogout;
use UserSync\Plugin\Migration\Synchronizer;
use UserSync\Plugin\Network\Networks;
use UserSync\Plugin\Site\Log;
use UserSync\Plugin\Site\Request;
use UserSync\StorageException;

final class Endpoint {

	public static function register(): void {
		add_action( 'login_form_usersync', [ self::class, 'handle' ] );
		add_action( 'admin_post_usersync', [ self::class, 'handle' ] );
		add_action( 'admin_post_nopriv_usersync', [ self::class, 'handle' ] );
	}

	public static function handle(): void {
		if ( Synchronizer::is_active() ) {
			FlowPage::show_message( 503, __( 'Single sign-on is disabled on this site', 'usersync' ), self::link_home() );
		}
		try {
			match ( Request::method() . ' ' . self::param( 'usersync' ) ) {
				'GET start'     => AuthRequest::start(),
				'GET back'      => AuthRequest::resume_tour(),
				'GET ask'       => AuthResponse::respond(),
				'GET next'      => MemberTour::next(),
				'GET callback'  => AuthCallback::handle_error(),
				'POST callback' => AuthCallback::repost(),
				'POST finish'   => AuthCallback::finish(),
				'GET courier'   => FrontChannelLogout::redirect_to_peer(),
				'OPTIONS ajax'  => Ajax::preflight(),
				'POST ajax'     => Ajax::respond(),
				default         => FlowPage::show_message( 400, __( 'Unknown step', 'usersync' ), self::link_home() ),
			};
		} catch ( StorageException $e ) {
			Log::problem( $e->getMessage() );
			FlowPage::show_message( 503, __( 'Temporarily unavailable. Try again in a moment.', 'usersync' ), self::link_home() );
		}
	}

	/** @return string a parameter of the step: from the query of a GET, from the form or query of a POST; empty if missing or not a text */
	public static function param( string $name ): string {
		// phpcs:disable WordPress.Security.NonceVerification,WordPress.Security.ValidatedSanitizedInput -- a step is authenticated by its state cookie or token; each value is validated where it is used
		$value = Request::is_post() ? $_POST[ $name ] ?? $_GET[ $name ] ?? '' : $_GET[ $name ] ?? '';
		// phpcs:enable
		return is_string( $value ) ? wp_unslash( $value ) : '';
	}

	/** @return string the parameter "network", if this site belongs to that network; otherwise the request ends with status 400 */
	public static function network(): string {
		$name = self::param( 'network' );
		if ( ! isset( Networks::here()[ $name ] ) ) {
			FlowPage::show_message( 400, __( 'Unknown network', 'usersync' ), self::link_home() );
		}
		return $name;
	}

	public static function link_home(): string {
		/* translators: %s: name of this site. */
		return '<p><a href="' . esc_url( home_url( '/' ) ) . '">' . esc_html( sprintf( __( 'Go to %s', 'usersync' ), get_bloginfo( 'name' ) ) ) . '</a></p>';
	}
}
