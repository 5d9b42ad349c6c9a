<?php
/**
 * @package UserSync
 */

namespace UserSync\Plugin\Cli;

use UserSync\Plugin\Site\SiteKey;

/**
 * Makes keys, and names them by their public ids.
 */
final class KeyCommand {

	/**
	 * Makes a new key. It is a secret: it goes into USERSYNC_KEYRING in wp-config.php, or a keyring file.
	 *
	 * @param string[]             $given
	 * @param array<string, mixed> $named
	 */
	public function generate( array $given, array $named ): void {
		\WP_CLI::line( usersync_key_generate() );
	}

	/**
	 * Shows the id of a key, which says nothing about it. The key is read from standard input, so that no other user of the machine sees it.
	 *
	 * @param string[]             $given
	 * @param array<string, mixed> $named
	 */
	public function id( array $given, array $named ): void {
		try {
			\WP_CLI::line( usersync_key_id( trim( (string) fgets( STDIN ) ) ) );
		} catch ( \UserSync\UserSyncException $e ) {
			\WP_CLI::error( $e->getMessage() );
		}
	}

	/**
	 * Lists the ids of the keys in force: those that sessions are sealed under, and this site's own.
	 *
	 * ## OPTIONS
	 *
	 * [--format=<format>]
	 * : table, csv, json, yaml, ids or count. Default: table.
	 *
	 * @param string[]             $given
	 * @param array<string, mixed> $named
	 */
	public function list( array $given, array $named ): void {
		$rows = [];
		foreach ( usersync_info()['key_ids'] ?? [] as $place => $id ) {
			$rows[] = [
				'id'  => is_string( $id ) ? $id : '',
				'use' => 0 === $place ? 'keyring: seals and opens' : 'keyring: opens',
			];
		}
		$rows[] = [
			'id'  => usersync_key_id( SiteKey::make() ),
			'use' => 'this site: ' . ( SiteKey::is_in_database() ? 'made of secrets in the database' : 'made of the secrets in wp-config.php' ),
		];
		Arguments::show( $named, $rows, [ 'id', 'use' ] );
	}
}
