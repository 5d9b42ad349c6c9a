<?php
/**
 * Forms of the plugin's screens. They are posted to admin-post.php with a nonce, and the browser is redirected back with a notice
 * code (Notices). Buttons inside WordPress' own forms (a users list row, a profile) belong to a form in the page's footer.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Admin;

use UserSync\Plugin\Site\Request;

final class AdminPost {

	/** @var array<string, true> actions that already have a footer form on this page */
	private static array $footers = [];

	/**
	 * @param callable(): array{string, int} $handle runs after the checks; returns a notice code and its count
	 * @param string $capability '' if any signed-in user may do it
	 */
	public static function handle( string $action, string $capability, callable $handle ): void {
		add_action(
			'admin_post_' . $action,
			static function () use ( $action, $capability, $handle ): void {
				if ( ! self::is_submitted( $action, $capability ) ) {
					wp_die( esc_html__( 'Submit this form with its button.', 'usersync' ), '', [ 'response' => 405 ] );
				}
				[ $code, $count ] = $handle();
				$back             = wp_get_referer();
				wp_safe_redirect( Notices::add( false === $back ? admin_url() : $back, $code, $count ), 303 );
				exit;
			}
		);
	}

	/**
	 * Whether a form was submitted. A wrong nonce or a missing capability ends the request.
	 *
	 * @param string $capability '' if any signed-in user may do it
	 */
	public static function is_submitted( string $nonce, string $capability ): bool {
		if ( ! Request::is_post() ) {
			return false;
		}
		check_admin_referer( $nonce );
		if ( '' !== $capability && ! current_user_can( $capability ) ) {
			wp_die( esc_html__( 'Sorry, you are not allowed to do that.', 'usersync' ), '', [ 'response' => 403 ] );
		}
		return true;
	}

	/** Opens a form; end it with </form>. */
	public static function open_form( string $action, string $id = '' ): void {
		printf( '<form method="post" action="%s"%s>', esc_url( admin_url( 'admin-post.php' ) ), '' === $id ? '' : ' id="' . esc_attr( $id ) . '"' );
		printf( '<input type="hidden" name="action" value="%s">', esc_attr( $action ) );
		wp_nonce_field( $action );
	}

	/** @return string a button that posts "$name=$value" to $action, usable anywhere on an admin page */
	public static function button( string $action, string $name, string $value, string $label, string $classes = 'button-link' ): string {
		if ( ! isset( self::$footers[ $action ] ) ) {
			self::$footers[ $action ] = true;
			add_action(
				'admin_footer',
				static function () use ( $action ): void {
					self::open_form( $action, 'form-' . $action );
					echo '</form>';
				}
			);
		}
		return sprintf(
			'<button type="submit" class="%s" form="%s" name="%s" value="%s" formnovalidate>%s</button>',
			esc_attr( $classes ),
			esc_attr( 'form-' . $action ),
			esc_attr( $name ),
			esc_attr( $value ),
			esc_html( $label )
		);
	}

	/** @return string a posted text, unslashed; empty if missing */
	public static function text( string $name ): string {
		// phpcs:ignore WordPress.Security.NonceVerification.Missing, WordPress.Security.ValidatedSanitizedInput -- handle() checked the nonce; callers validate
		$value = $_POST[ $name ] ?? '';
		return is_string( $value ) ? wp_unslash( $value ) : '';
	}
}
