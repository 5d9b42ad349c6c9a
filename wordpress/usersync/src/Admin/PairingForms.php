<?php
/**
 * The forms of the screen "Networks" that create a network and pair two sites.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Admin;

use UserSync\Plugin\Network\Networks;
use UserSync\Plugin\Network\NetworkStore;
use UserSync\Plugin\Site\Site;

final class PairingForms {

	/** @param array{network: string, hub: string, peer: string, digits: string} $pending */
	public static function render_digits( string $id, array $pending ): void {
		echo '<div class="card usersync-card">';
		/* translators: %s: address of another site. */
		echo '<h2>' . esc_html( sprintf( __( 'Is this %s?', 'usersync' ), Site::label( $pending['peer'] ) ) ) . '</h2>';
		echo '<p>' . esc_html__( 'Both administrators must see the same six digits. Compare them by telephone or side by side.', 'usersync' ) . '</p>';
		echo '<p class="usersync-digits">' . esc_html( substr( $pending['digits'], 0, 3 ) . ' ' . substr( $pending['digits'], 3 ) ) . '</p>';
		NetworkForm::form(
			'confirm',
			[ 'id' => $id ],
			static function () use ( $pending ): void {
				/* translators: %s: address of another site. */
				echo '<p>' . esc_html( sprintf( __( 'Permissions of %s on this site:', 'usersync' ), Site::label( $pending['peer'] ) ) ) . '</p>';
				NetworkForm::render_permissions( Site::url() === $pending['hub'], [ 'login', 'logout' ] );
				submit_button( __( 'The digits match: pair', 'usersync' ), 'primary', 'submit', false );
			}
		);
		NetworkForm::button( 'refuse', [ 'id' => $id ], __( 'The digits differ: cancel', 'usersync' ) );
		echo '</div>';
	}

	public static function render_pairing( string $pairing ): void {
		echo '<div class="card usersync-card"><h2>' . esc_html__( 'Send this string to the administrator of the other site', 'usersync' ) . '</h2>';
		echo '<p>' . esc_html__( 'It is valid for 15 minutes and for one site, and it is shown only once. The other administrator pastes it under UserSync › Networks › Join a network.', 'usersync' ) . '</p>';
		echo '<textarea readonly rows="5" class="large-text code" id="usersync-pairing" onfocus="this.select()">' . esc_textarea( $pairing ) . '</textarea>';
		echo '<p>' . esc_html__( 'Six digits appear here once the other site has replied.', 'usersync' ) . ' <a class="button" href="' . esc_url( Menu::url() ) . '">' . esc_html__( 'Refresh', 'usersync' ) . '</a></p></div>';
	}

	public static function render_join_and_create(): void {
		echo '<hr><div class="usersync-beginnings"><div class="card"><h2>' . esc_html__( 'Join a network', 'usersync' ) . '</h2><p>' . esc_html__( 'Paste the pairing string that you received from the administrator of the hub.', 'usersync' ) . '</p>';
		NetworkForm::form(
			'join',
			[],
			static function (): void {
				echo '<label class="screen-reader-text" for="usersync-string">' . esc_html__( 'Pairing string', 'usersync' ) . '</label><textarea name="pairing" id="usersync-string" rows="4" class="large-text code" required autocomplete="off" spellcheck="false" placeholder="usersync-pair-1.…"></textarea>';
				submit_button( __( 'Join', 'usersync' ), 'secondary', 'submit', false );
			}
		);
		echo '</div><div class="card"><h2>' . esc_html__( 'Create a network', 'usersync' ) . '</h2><p>' . esc_html__( 'This site becomes the hub. Choose a site that users visit and sign in to: browsers may delete the cookies of sites that they only pass through.', 'usersync' ) . '</p>';
		NetworkForm::form(
			'create',
			[],
			static function (): void {
				echo '<p><label for="usersync-name">' . esc_html__( 'Name', 'usersync' ) . '</label> <input type="text" name="network" id="usersync-name" class="regular-text" style="max-width:100%" required pattern="[a-z0-9._\-]{1,64}" value="' . ( [] === NetworkStore::all() ? 'main' : '' ) . '"></p>';
				submit_button( __( 'Create', 'usersync' ), 'secondary', 'submit', false );
			}
		);
		echo '</div><div class="card"><h2>' . esc_html__( 'What if one site is compromised?', 'usersync' ) . '</h2><p>' . esc_html__( 'A compromised member can send false logins of its own visitors to the hub, and to no other site. Without the permission to sign users in, it can only sign them out. A compromised hub can sign in as any user at every member, so choose your best protected site as hub. Logins of administrators are not accepted unless you allow it for a site. Removing a site here revokes its key at once.', 'usersync' ) . '</p></div></div>';
	}
}
