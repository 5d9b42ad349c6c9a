<?php
/**
 * One network on the screen "Networks": its peers, their state and their permissions.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Admin;

use UserSync\Plugin\Logout\LogoutQueue;
use UserSync\Plugin\Network\Health;
use UserSync\Plugin\Network\Networks;
use UserSync\Plugin\Site\Site;

/** @phpstan-import-type Network from Networks */
final class NetworksTable {

	/**
	 * @param list<string>  $peers
	 * @param Network|null  $network
	 */
	public static function render( string $name, string $hub, array $peers, ?array $network, bool $stored ): void {
		$is_hub = Site::url() === $hub;
		echo '<h2>' . esc_html( $name ) . '</h2><p class="description">';
		echo $is_hub
			? esc_html__( 'This site is the hub. The other sites ask it who is signed in.', 'usersync' )
			/* translators: %s: address of another site. */
			: esc_html( sprintf( __( 'The hub is %s. This site asks the hub who is signed in, and reports logins on this site to it.', 'usersync' ), Site::label( $hub ) ) );
		if ( ! $stored ) {
			echo ' ' . esc_html__( 'This network is defined by the server\'s administrator.', 'usersync' );
		}
		echo '</p>';
		if ( [] !== $peers ) {
			echo '<table class="widefat striped usersync-peers"><thead><tr><th scope="col">' . esc_html__( 'Site', 'usersync' ) . '</th><th scope="col">' . esc_html__( 'State', 'usersync' ) . '</th><th scope="col">' . esc_html__( 'Permissions on this site', 'usersync' ) . '</th><th scope="col"><span class="screen-reader-text">' . esc_html__( 'Actions', 'usersync' ) . '</span></th></tr></thead><tbody>';
			foreach ( $peers as $peer ) {
				self::render_peer( $name, $peer, $is_hub, $network );
			}
			echo '</tbody></table>';
		}
		if ( $stored ) {
			echo '<div class="usersync-actions">';
			if ( $is_hub ) {
				NetworkForm::button( 'invite', [ 'network' => $name ], __( 'Invite a site', 'usersync' ), 'primary' );
			}
			/* translators: %s: name of a network. */
			NetworkForm::button( 'remove', [ 'network' => $name ], __( 'Leave this network', 'usersync' ), 'link-delete', sprintf( __( 'Leave the network %s? Its keys will be deleted on this site.', 'usersync' ), $name ) );
			echo '</div>';
		}
	}

	/** @param Network|null $network */
	private static function render_peer( string $name, string $peer, bool $is_hub, ?array $network ): void {
		$known = $network['peers'][ $peer ] ?? null;
		echo '<tr><td><strong><a href="' . esc_url( $peer ) . '">' . esc_html( Site::label( $peer ) ) . '</a></strong>';
		if ( isset( $known['key_ids'][0] ) ) {
			/* translators: %s: the beginning of a key id. */
			printf( '<br><span class="description" title="%s">%s</span>', esc_attr( $known['key_ids'][0] ), esc_html( sprintf( __( 'Key %s…', 'usersync' ), substr( $known['key_ids'][0], 7, 12 ) ) ) );
		}
		echo '</td>';
		echo '<td>';
		self::render_state( $peer );
		echo '</td><td>';
		if ( null !== $known && $known['stored'] ) {
			NetworkForm::form(
				'change',
				[
					'network' => $name,
					'peer'    => $peer,
				],
				static function () use ( $known, $is_hub ): void {
					NetworkForm::render_permissions( $is_hub, $known['may'] );
					printf( '<label class="usersync-may"><input type="checkbox" name="administrators" value="1"%s><span>%s</span></label>', checked( $known['administrators'], true, false ), esc_html__( 'also sign in administrators (if that site is compromised, this site is too)', 'usersync' ) );
					submit_button( __( 'Save', 'usersync' ), 'small', 'submit', false );
				}
			);
		} elseif ( null !== $known ) {
			echo esc_html( implode( ', ', $known['may'] ) );
		}
		echo '</td><td>';
		NetworkForm::button( 'test', [ 'peer' => $peer ], __( 'Test', 'usersync' ) );
		if ( null === $known || $known['stored'] ) {
			/* translators: %s: address of another site. */
			$question = sprintf( __( 'Remove %s? To add it again, you must pair it again.', 'usersync' ), Site::label( $peer ) );
			NetworkForm::button(
				'remove',
				[
					'network' => $name,
					'peer'    => $peer,
				],
				__( 'Remove', 'usersync' ),
				'link-delete',
				$question
			);
		}
		echo '</td></tr>';
	}

	private static function render_state( string $peer ): void {
		$test = NetworksScreen::test_of( $peer );
		if ( null === $test ) {
			echo esc_html( self::describe_state( Health::state( $peer ) ) );
			$waiting = LogoutQueue::count_for( $peer );
			if ( $waiting > 0 ) {
				/* translators: %d: number of messages. */
				echo '<br>' . esc_html( sprintf( _n( '%d logout not delivered yet.', '%d logouts not delivered yet.', $waiting, 'usersync' ), $waiting ) );
			}
			return;
		}
		echo '<strong>' . esc_html__( 'Connection from this site:', 'usersync' ) . '</strong> ' . esc_html( self::describe_state( $test['here'] ) );
		echo '<br><strong>' . esc_html__( 'Connection to this site:', 'usersync' ) . '</strong> ' . esc_html( self::describe_state( $test['there'] ) );
		if ( Site::ADMIN_POST === ( $test['here']['entry'] ?? '' ) ) {
			/* translators: %s: a file name. */
			echo '<br>' . esc_html( sprintf( __( 'The login page of that site is hidden. Browsers are sent to %s.', 'usersync' ), Site::ADMIN_POST ) );
		}
	}

	/** @param array{ok: bool, at: int, skew: int|null, detail: string, entry: string}|null $state */
	private static function describe_state( ?array $state ): string {
		if ( null === $state ) {
			return __( 'not checked yet', 'usersync' );
		}
		/* translators: %s: a span of time. */
		$when = sprintf( __( '%s ago', 'usersync' ), human_time_diff( $state['at'] ) );
		if ( ! $state['ok'] ) {
			/* translators: 1: reason, 2: when. */
			return sprintf( __( 'not reachable: %1$s (%2$s)', 'usersync' ), $state['detail'], $when );
		}
		$skew = (int) round( abs( $state['skew'] ?? 0 ) / 1000 );
		return $skew > 10
			/* translators: 1: seconds, 2: when. */
			? sprintf( __( 'up, but the clocks differ by %1$d seconds; logins fail from 30 seconds on (%2$s)', 'usersync' ), $skew, $when )
			/* translators: %s: when. */
			: sprintf( __( 'up (%s)', 'usersync' ), $when );
	}
}
