<?php
/**
 * The page of the emailed link: wp-login.php?action=usersync_verify. A GET shows a button and changes nothing, because mail scanners
 * and previews open links. The button's POST verifies the address.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Email;

use UserSync\Plugin\Site\Request;
use WP_Error;
use WP_User;

final class VerifyPage {

	private const ACTION = 'usersync_verify';

	public static function register(): void {
		add_action( 'login_form_' . self::ACTION, [ self::class, 'show' ] );
	}

	public static function url( WP_User $user, #[\SensitiveParameter] string $code ): string {
		return add_query_arg(
			[
				'action' => self::ACTION,
				'user'   => $user->ID,
				'code'   => $code,
			],
			site_url( 'wp-login.php', 'login' )
		);
	}

	public static function show(): never {
		nocache_headers();
		header( 'Referrer-Policy: no-referrer' );
		// phpcs:disable WordPress.Security.NonceVerification -- the emailed code authenticates the request
		$id   = $_REQUEST['user'] ?? null;
		$code = $_REQUEST['code'] ?? null;
		// phpcs:enable
		$user   = is_string( $id ) && ctype_digit( $id ) ? get_userdata( (int) $id ) : false;
		$code   = is_string( $code ) && 1 === preg_match( '/^[A-Za-z0-9_-]{1,64}$/', $code ) ? $code : '';
		$sent   = Request::is_post();
		$notice = $sent && false !== $user ? AddressCode::try_link( $user, $code )[0] : ( $sent ? 'code_expired' : '' );

		$errors = new WP_Error();
		if ( 'code_wrong' === $notice || 'code_expired' === $notice || 'code_exhausted' === $notice ) {
			$errors->add( 'usersync', __( 'This link is no longer valid. Sign in and request a new code in your profile.', 'usersync' ) );
		}
		login_header( __( 'Confirm your email address', 'usersync' ), '', $errors );
		if ( 'address_verified' === $notice ) {
			printf( '<p class="message">%s</p>', esc_html__( 'Thank you. Your email address is confirmed.', 'usersync' ) );
		} elseif ( '' === $notice ) {
			self::form( (int) ( is_string( $id ) ? $id : 0 ), $code );
		}
		printf( '<p id="nav"><a href="%s">%s</a></p>', esc_url( wp_login_url() ), esc_html__( 'Sign in', 'usersync' ) );
		login_footer();
		exit;
	}

	private static function form( int $user, #[\SensitiveParameter] string $code ): void {
		?>
		<form method="post" action="<?php echo esc_url( site_url( 'wp-login.php?action=' . self::ACTION, 'login_post' ) ); ?>">
			<p><?php esc_html_e( 'Press the button to confirm your email address.', 'usersync' ); ?></p><br>
			<input type="hidden" name="user" value="<?php echo esc_attr( (string) $user ); ?>">
			<input type="hidden" name="code" value="<?php echo esc_attr( $code ); ?>">
			<p class="submit"><button class="button button-primary button-large"><?php esc_html_e( 'Confirm my email address', 'usersync' ); ?></button></p>
		</form>
		<?php
	}
}
