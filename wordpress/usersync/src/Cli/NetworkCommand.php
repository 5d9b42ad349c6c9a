<?php
/**
 * @package UserSync
 */

namespace UserSync\Plugin\Cli;

use UserSync\Plugin\Network\Networks;

/**
 * Shows the networks this site belongs to.
 */
final class NetworkCommand {

	/**
	 * Lists networks and the sites in them.
	 *
	 * ## OPTIONS
	 *
	 * [--format=<format>]
	 * : table, csv, json, yaml or count. Default: table.
	 *
	 * @param string[]             $given
	 * @param array<string, mixed> $named
	 */
	public function list( array $given, array $named ): void {
		$rows = [];
		foreach ( array_keys( Networks::all() ) as $name ) {
			$network = usersync_network_info( $name );
			foreach ( $network['peers'] as $url => $peer ) {
				$rows[] = [
					'network' => $name,
					'peer'    => $url,
					'is'      => $url === $network['hub'] ? 'hub' : ( null === $network['hub'] || $network['site'] === $network['hub'] ? 'member' : 'peer' ),
					'may'     => implode( ', ', $peer['may'] ),
					'keys'    => implode( ', ', $peer['key_ids'] ),
				];
			}
		}
		Arguments::show( $named, $rows, [ 'network', 'peer', 'is', 'may', 'keys' ] );
	}
}
