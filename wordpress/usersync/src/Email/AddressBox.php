<?php
/**
 * Lets users verify their own address: in the profile, and on any page with the shortcode [usersync_verify_address].
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Email;

use UserSync\Plugin\Account\Verified;
use UserSync\Plugin\Admin\Dates;
use UserSync\Plugin\Admin\Notices;
use UserSync\Plugin\Admin\AdminPost;
use WP_User;

final class AddressBox {

	private const SEND = 'usersync_send_code';

	private const TRY = 'usersync_try_code';

	public static function register(): void {
		add_action( 'show_user_profile', [ self::class, 'show_in_profile' ], 5 );
		add_action( 'edit_user_profile', [ self::class, 'show_to_administrator' ], 5 );
		foreach ( [ 'usersync_verify_address', 'ussyncemailverificationcode' ] as $shortcode ) {
			add_shortcode( $shortcode, [ self::class, 'shortcode' ] );
		}
		AdminPost::handle( self::SEND, '', static fn(): array => AddressCode::mail_digits( wp_get_current_user() ) );
		AdminPost::handle( self::TRY, '', static fn(): array => AddressCode::try_digits( wp_get_current_user(), AdminPost::text( 'code' ) ) );
	}

	public static function show_in_profile( WP_User $user ): void {
		?>
		<h2 id="usersync-address"><?php esc_html_e( 'Email address', 'usersync' ); ?></h2>
		<table class="form-table" role="presentation"><tr>
			<th scope="row"><?php esc_html_e( 'Verification', 'usersync' ); ?></th>
			<td>
			<?php
			if ( Verified::is( $user->ID ) ) {
				self::print_verified( $user );
			} else {
				self::print_unverified( $user );
				// phpcs:disable WordPress.Security.EscapeOutput -- built from escaped parts
				echo '<p>', AdminPost::button( self::SEND, 'send', '1', __( 'Email me a code', 'usersync' ), 'button' ), '</p>';
				printf(
					'<p><label for="usersync-code">%s</label> <input type="text" id="usersync-code" form="%s" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="12" size="10"> %s</p>',
					esc_html__( 'Code:', 'usersync' ),
					esc_attr( 'form-' . self::TRY ),
					AdminPost::button( self::TRY, 'try', '1', __( 'Confirm', 'usersync' ), 'button' )
				);
				// phpcs:enable
			}
			?>
			</td>
		</tr></table>
		<?php
	}

	public static function show_to_administrator( WP_User $user ): void {
		?>
		<h2><?php esc_html_e( 'Email address', 'usersync' ); ?></h2>
		<table class="form-table" role="presentation"><tr>
			<th scope="row"><?php esc_html_e( 'Verification', 'usersync' ); ?></th>
			<td>
			<?php
			$verified = Verified::is( $user->ID );
			$verified ? self::print_verified( $user ) : self::print_unverified( $user );
			if ( current_user_can( 'edit_users' ) ) {
				$id = (string) $user->ID;
				// phpcs:disable WordPress.Security.EscapeOutput -- built from escaped parts
				echo '<p>', $verified
					? AdminPost::button( 'usersync_drop', 'user', $id, __( 'Mark as not verified', 'usersync' ), 'button' )
					: AdminPost::button( 'usersync_mark', 'user', $id, __( 'Mark as verified', 'usersync' ), 'button' ) . ' ' .
					AdminPost::button( 'usersync_link', 'user', $id, __( 'Email a verification link', 'usersync' ), 'button' ), '</p>';
				// phpcs:enable
			}
			?>
			</td>
		</tr></table>
		<?php
	}

	private static function print_verified( WP_User $user ): void {
		$mark = Verified::of( $user->ID );
		printf(
			'<p><span class="dashicons dashicons-yes-alt" aria-hidden="true"></span> %s</p>',
			esc_html(
				sprintf(
					/* translators: 1: email address, 2: how it was verified, 3: date. */
					__( '%1$s is verified. %2$s, %3$s.', 'usersync' ),
					$user->user_email,
					UsersList::how( $mark['how'] ?? '' ),
					Dates::day( $mark['at'] ?? 0 )
				)
			)
		);
	}

	private static function print_unverified( WP_User $user ): void {
		printf(
			'<p>%s</p>',
			esc_html(
				get_current_user_id() === $user->ID
					/* translators: %s: email address. */
					? sprintf( __( '%s is not verified. Your login is not shared with other sites until you verify the address.', 'usersync' ), $user->user_email )
					/* translators: %s: email address. */
					: sprintf( __( '%s is not verified yet.', 'usersync' ), $user->user_email )
			)
		);
	}

	public static function shortcode(): string {
		$user = wp_get_current_user();
		if ( 0 === $user->ID ) {
			return sprintf( '<p><a href="%s">%s</a></p>', esc_url( wp_login_url( (string) get_permalink() ) ), esc_html__( 'Sign in to confirm your email address.', 'usersync' ) );
		}
		[ , $notice ] = Notices::current();
		ob_start();
		echo '<div class="usersync-verify">';
		if ( '' !== $notice ) {
			printf( '<p role="status"><strong>%s</strong></p>', esc_html( $notice ) );
		}
		if ( Verified::is( $user->ID ) ) {
			/* translators: %s: email address. */
			printf( '<p>%s</p>', esc_html( sprintf( __( '%s is confirmed.', 'usersync' ), $user->user_email ) ) );
		} else {
			/* translators: %s: email address. */
			printf( '<p>%s</p>', esc_html( sprintf( __( '%s is not confirmed yet.', 'usersync' ), $user->user_email ) ) );
			AdminPost::open_form( self::SEND );
			printf( '<button>%s</button></form>', esc_html__( 'Email me a code', 'usersync' ) );
			AdminPost::open_form( self::TRY );
			printf(
				'<label>%s <input type="text" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="12" size="10" required></label> <button>%s</button></form>',
				esc_html__( 'Code:', 'usersync' ),
				esc_html__( 'Confirm', 'usersync' )
			);
		}
		echo '</div>';
		return (string) ob_get_clean();
	}
}
