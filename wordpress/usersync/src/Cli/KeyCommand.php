<?php
/**
 * @package UserSync
 */

namespace UserSync\Plugin\Cli;

use UserSync\Plugin\Site\SiteKey;

/**
 * Generates keys and shows their ids.
 */
final class KeyCommand {

	/**
	 * Generates a new key. Keep it secret: put it into a keyring file, or into USERSYNC_KEYRING in wp-config.php.
	 *
	 * @param string[]             $given
	 * @param array<string, mixed> $named
	 */
	public function generate( array $given, array $named ): void {
		\WP_CLI::line( usersync_key_generate() );
	}

	/**
	 * Shows the id of a key. The id does not reveal the key. The key is read from standard input, so that other users of the machine cannot see it.
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
	 * Lists the ids of the keys in use: the keyring of the sessions, and the site key.
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
		foreach ( usersync_info()['key_ids'] ?? [] as $n => $id ) {
			$rows[] = [
				'id'  => is_string( $id ) ? $id : '',
				'use' => 0 === $n ? 'keyring: encrypts and decrypts' : 'keyring: decrypts',
			];
		}
		$rows[] = [
			'id'  => usersync_key_id( SiteKey::make() ),
			'use' => 'site key: ' . ( SiteKey::is_in_database() ? 'derived from secrets in the database' : 'derived from the secrets in wp-config.php' ),
		];
		Arguments::show( $named, $rows, [ 'id', 'use' ] );
	}
}
