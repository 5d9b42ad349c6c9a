<?php
/**
 * Imports the visitor's session from PHP's files handler at the first request under the new handler, so that no session is lost by the
 * switch. Files that PHP cannot read are left in place.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\PhpSession;

use UserSync\UserSyncException;

final class FileSession {

	public static function import(): void {
		$id   = $_COOKIE[ (string) session_name() ] ?? null; // phpcs:ignore WordPress.Security.ValidatedSanitizedInput -- matched next
		$path = (string) ini_get( 'session.save_path' );
		if ( ! is_string( $id ) || 1 !== preg_match( '/^[A-Za-z0-9,-]{22,256}$/', $id ) || str_contains( $path, ';' ) || str_contains( $path, ':' ) ) {
			return;
		}
		$file = ( '' === $path ? sys_get_temp_dir() : $path ) . '/sess_' . $id;
		// phpcs:disable WordPress.PHP.NoSilencedErrors, WordPress.WP.AlternativeFunctions -- open_basedir may forbid it; these are PHP's own files
		if ( ! @is_file( $file ) || is_link( $file ) ) {
			return;
		}
		$expires = (int) @filemtime( $file ) + (int) ini_get( 'session.gc_maxlifetime' );
		$data    = $expires > time() ? @file_get_contents( $file ) : false;
		// phpcs:enable
		if ( ! is_string( $data ) || '' === $data ) {
			return;
		}
		try {
			usersync_session_import( $id, $data, $expires );
		} catch ( UserSyncException | \ValueError $e ) {
			return; // The next request tries again.
		}
		wp_delete_file( $file );
	}
}
