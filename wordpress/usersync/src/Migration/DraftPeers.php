<?php
/**
 * The sites that were configured in User Session Synchronizer. Its keys cannot be used, so the screen lists each site until it is paired
 * or dismissed.
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

	/** @return list<string> the sites that are not in a network of this site */
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

	/** @return string a pairing string for the first network whose hub is this site; the network is created if there is none */
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
		$unpaired = self::unpaired();
		if ( [] === $unpaired ) {
			return;
		}
		echo '<div class="card usersync-card usersync-drafts"><h2>' . esc_html__( 'Sites to pair with', 'usersync' ) . '</h2><p>' . esc_html__( 'User Session Synchronizer shared logins with these sites. Its keys cannot be used, so pair each site once. "Pair" creates a pairing string and makes this site the hub. If another site should be the hub, start on that site.', 'usersync' ) . '</p><ul>';
		foreach ( $unpaired as $peer ) {
			echo '<li><strong><a href="' . esc_url( $peer ) . '">' . esc_html( Site::label( $peer ) ) . '</a></strong> <span class="usersync-actions">';
			NetworkForm::button( 'pair', [ 'peer' => $peer ], __( 'Pair', 'usersync' ) );
			NetworkForm::button( 'dismiss', [ 'peer' => $peer ], __( 'Dismiss', 'usersync' ), 'link-delete' );
			echo '</span></li>';
		}
		echo '</ul></div>';
	}
}
