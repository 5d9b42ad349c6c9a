<?php
/**
 * The screen "Verified email": whether a verified address may change, and the text of the verification email.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Email;

use UserSync\Plugin\Admin\AdminPost;
use UserSync\Plugin\Admin\FixedSetting;
use UserSync\Plugin\Admin\Menu;
use UserSync\Plugin\Site\Options;

final class Screen {

	private const SAVE = 'usersync_save_email';

	private const CHANGE = [ 'verify', 'locked', 'free' ];

	public static function register(): void {
		Menu::add( 'usersync-email', static fn(): string => __( 'Verified email', 'usersync' ), 'manage_usersync', [ self::class, 'show' ], null, 40 );
		AdminPost::handle( self::SAVE, 'manage_usersync', [ self::class, 'save' ] );
	}

	/** @return array{string, int} */
	public static function save(): array {
		$change = AdminPost::text( 'email_change' );
		$values = [
			'mail_subject' => sanitize_text_field( AdminPost::text( 'mail_subject' ) ),
			'mail_body'    => sanitize_textarea_field( AdminPost::text( 'mail_body' ) ),
		];
		// A text equal to the default is stored as empty, so that it stays translated.
		if ( AddressCode::default_subject() === $values['mail_subject'] ) {
			$values['mail_subject'] = '';
		}
		if ( str_replace( "\r", '', AddressCode::default_body() ) === str_replace( "\r", '', $values['mail_body'] ) ) {
			$values['mail_body'] = '';
		}
		if ( in_array( $change, self::CHANGE, true ) ) {
			$values['email_change'] = $change;
		}
		Options::set( $values );
		return [ 'saved', 1 ];
	}

	public static function show(): void {
		$now    = Options::string( 'email_change' );
		$labels = [
			'verify' => __( 'May change. The new address is unverified until the user opens the link that is emailed to it.', 'usersync' ),
			'locked' => __( 'Can be changed only by an administrator.', 'usersync' ),
			'free'   => __( 'May change, and the new address is not verified.', 'usersync' ),
		];
		echo '<div class="wrap"><h1>', esc_html__( 'Verified email', 'usersync' ), '</h1>';
		echo '<p>', esc_html__( 'A login is shared with other sites only if the email address of the user is verified. An address can be verified by the link in the registration email, by an emailed code, by an administrator in the users list, or by another site in the network.', 'usersync' ), '</p>';
		AdminPost::open_form( self::SAVE );
		?>
		<table class="form-table" role="presentation">
			<tr>
				<th scope="row"><?php esc_html_e( 'A verified address', 'usersync' ); ?></th>
				<td><fieldset <?php disabled( Options::is_fixed( 'email_change' ) ); ?>>
					<legend class="screen-reader-text"><?php esc_html_e( 'A verified address', 'usersync' ); ?></legend>
					<?php foreach ( $labels as $value => $label ) : ?>
						<p><label><input type="radio" name="email_change" value="<?php echo esc_attr( $value ); ?>" <?php checked( $now, $value ); ?>> <?php echo esc_html( $label ); ?></label></p>
					<?php endforeach; ?>
					<?php echo FixedSetting::note( 'email_change' ); // phpcs:ignore WordPress.Security.EscapeOutput -- escaped ?>
				</fieldset></td>
			</tr>
			<tr>
				<th scope="row"><label for="usersync-subject"><?php esc_html_e( 'Subject of the email', 'usersync' ); ?></label></th>
				<td><input type="text" id="usersync-subject" class="large-text" name="mail_subject" value="<?php echo esc_attr( AddressCode::subject_text() ); ?>"></td>
			</tr>
			<tr>
				<th scope="row"><label for="usersync-body"><?php esc_html_e( 'Text of the email', 'usersync' ); ?></label></th>
				<td>
					<textarea id="usersync-body" class="large-text code" name="mail_body" rows="14"><?php echo esc_textarea( AddressCode::body_text() ); ?></textarea>
					<p class="description">
						<?php
						/* translators: %s: list of placeholders in braces. */
						printf( esc_html__( 'Placeholders: %s. Emails contain either digits or a link, so lines with a placeholder that has no value are left out. To restore the default, clear the text.', 'usersync' ), '<code>{' . implode( '}</code>, <code>{', array_map( 'esc_html', Template::WORDS ) ) . '}</code>' );
						?>
					</p>
				</td>
			</tr>
		</table>
		<?php
		submit_button();
		echo '</form></div>';
	}
}
