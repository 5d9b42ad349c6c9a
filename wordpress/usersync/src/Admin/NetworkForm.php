<?php
/**
 * Forms, buttons and styles that the parts of the screen "Networks" share.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Admin;

final class NetworkForm {

	/** @param array<string, string> $fields */
	public static function form( string $action, array $fields, callable $inner ): void {
		echo '<form method="post" action="' . esc_url( Menu::url() ) . '">';
		wp_nonce_field( NetworksScreen::NONCE );
		foreach ( [ 'do' => $action ] + $fields as $name => $value ) {
			printf( '<input type="hidden" name="%s" value="%s">', esc_attr( $name ), esc_attr( $value ) );
		}
		$inner();
		echo '</form>';
	}

	/** @param array<string, string> $fields */
	public static function button( string $action, array $fields, string $label, string $kind = 'secondary', string $question = '' ): void {
		self::form(
			$action,
			$fields,
			static function () use ( $label, $kind, $question ): void {
				$class = 'link-delete' === $kind ? 'button-link button-link-delete' : "button button-$kind";
				$ask   = '' === $question ? '' : ' onclick="return confirm(' . esc_attr( (string) wp_json_encode( $question ) ) . ')"';
				printf( '<button class="%s"%s>%s</button>', esc_attr( $class ), $ask, esc_html( $label ) ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- escaped above
			}
		);
	}

	/** @param list<string> $may */
	public static function render_permissions( bool $is_hub, array $may ): void {
		$login = $is_hub ? __( 'users who sign in there are signed in on this site', 'usersync' ) : __( 'sign users in on this site', 'usersync' );
		printf( '<label class="usersync-may"><input type="checkbox" name="login" value="1"%s><span>%s</span></label>', checked( in_array( 'login', $may, true ), true, false ), esc_html( $login ) );
		printf( '<label class="usersync-may"><input type="checkbox" name="logout" value="1"%s><span>%s</span></label>', checked( in_array( 'logout', $may, true ), true, false ), esc_html__( 'sign users out on this site', 'usersync' ) );
	}

	public static function styles(): void {
		echo '<style>.usersync-digits{font:600 2.4em/1.2 ui-monospace,monospace;letter-spacing:.08em;margin:.3em 0}.usersync-peers form,.usersync-actions form{display:inline-block;margin-right:1em}.usersync-peers td{vertical-align:top}.usersync-card{border-left:4px solid #2271b1}.usersync-card .button{margin:.5em 0 0}.usersync-may{display:flex;align-items:flex-start;gap:.3em;margin:.4em 0}.usersync-may input{flex:none;margin-top:.1em}.usersync-beginnings{display:flex;flex-wrap:wrap;gap:1em}.usersync-beginnings .card{flex:1 1 18em;margin:0}.usersync-actions{margin:1em 0;display:flex;align-items:center}.usersync-drafts li{display:flex;flex-wrap:wrap;align-items:center;gap:.3em 1em}.usersync-drafts .usersync-actions,.usersync-drafts .button{margin:0}@media(max-width:782px){.usersync-peers thead{display:none}.usersync-peers tr{display:block;padding:.5em 0}.usersync-peers td{display:block}}</style>';
	}
}
