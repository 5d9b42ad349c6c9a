<?php
/**
 * @package UserSync
 */

namespace UserSync\Plugin\Cli;

use UserSync\UserSyncException;

/**
 * Deletes expired sessions.
 */
final class GcCommand {

	/**
	 * Deletes expired sessions in batches, until none is left.
	 *
	 * ## OPTIONS
	 *
	 * [--batch=<number>]
	 * : Sessions per batch. Default: 1000.
	 *
	 * [--limit=<number>]
	 * : Largest number of sessions to delete. Default: all.
	 *
	 * @param string[]             $given
	 * @param array<string, mixed> $named
	 */
	public function __invoke( array $given, array $named ): void {
		$batch = min( 1000000, Arguments::number( $named, 'batch', 1000 ) );
		$limit = Arguments::number( $named, 'limit', PHP_INT_MAX );
		$bar   = new Progress( 'Batches', PHP_INT_MAX === $limit ? 1 : intdiv( $limit + $batch - 1, $batch ) );
		$total = 0;
		try {
			do {
				$size    = min( $batch, $limit - $total );
				$deleted = usersync_gc( $size );
				$total  += $deleted;
				$bar->tick();
			} while ( $deleted === $size && $total < $limit );
		} catch ( UserSyncException $e ) {
			\WP_CLI::error( $e->getMessage() );
		}
		$bar->finish();
		\WP_CLI::success( sprintf( '%d expired sessions deleted.', $total ) );
	}
}
