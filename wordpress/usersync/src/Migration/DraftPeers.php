<?php
/**
 * The sites that User Session Synchronizer knew: its keys are no keys of ours, so each waits here until it is paired with or let go.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Migration;

use UserSync\Plugin\Admin\NetworkForm;
use UserSync\Plugin\Network\Networks;
use UserSync\Plugin\Network\NetworkStore;
use UserSync\Plugin\Network\Pairing;
use UserSync\Plugin\Site\Site;

final class DraftPeers {

	/** @return list<string> those that no network of this site has yet */
	public static function unpaired(): array {
		$stored = get_option( Synchronizer::DRAFTS );
		$paired = [ Site::url() ];
		foreach ( NetworkStore::all() as $network ) {
			$paired = [ ...$paired, ...array_keys( $network['peers'] ) ];
		}
		$known = is_array( $stored ) ? array_filter( $stored, 'is_string' ) : [];
		return array_values( array_diff( array_unique( $known ), $paired ) );
	}

	public static function dismiss( string $peer ): void {
		update_option( Synchronizer::DRAFTS, array_values( array_diff( self::unpaired(), [ $peer ] ) ), false );
	}

	/** @return string the pairing string for one of them: into the network that this site is the hub of, which is made if need be */
	public static function invite(): string {
		foreach ( NetworkStore::all() as $name => $network ) {
			if ( Site::url() === $network['hub'] ) {
				return Pairing::invite( $name );
			}
		}
		$name = null === Networks::get( 'main' ) && ! isset( NetworkStore::all()['main'] ) ? 'main' : 'second';
		NetworkStore::create( $name );
		return Pairing::invite( $name );
	}

	public static function render(): void {
		$waiting = self::unpaired();
		if ( [] === $waiting ) {
			return;
		}
		echo '<div class="card usersync-card usersync-drafts"><h2>' . esc_html__( 'Sites to pair with', 'usersync' ) . '</h2><p>' . esc_html__( 'User Session Synchronizer shared logins with them. Its keys are worth nothing any more; pair each site once. "Pair" makes a pairing string here: this site is the hub then. Where another site is to be the hub, begin there.', 'usersync' ) . '</p><ul>';
		foreach ( $waiting as $peer ) {
			echo '<li><strong><a href="' . esc_url( $peer ) . '">' . esc_html( Site::label( $peer ) ) . '</a></strong> <span class="usersync-actions">';
			NetworkForm::button( 'pair', [ 'peer' => $peer ], __( 'Pair', 'usersync' ) );
			NetworkForm::button( 'dismiss', [ 'peer' => $peer ], __( 'Dismiss', 'usersync' ), 'link-delete' );
			echo '</span></li>';
		}
		echo '</ul></div>';
	}
}
