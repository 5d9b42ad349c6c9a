<?php
/**
 * @package UserSync
 */

namespace UserSync\Plugin\Cli;

use UserSync\UserSyncException;

/**
 * Removes expired sessions.
 */
final class GcCommand {

	/**
	 * Removes expired sessions, in batches, until none is left.
	 *
	 * ## OPTIONS
	 *
	 * [--batch=<number>]
	 * : How many at a time. Default: 1000.
	 *
	 * [--limit=<number>]
	 * : At most so many. Default: all.
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
				$size   = min( $batch, $limit - $total );
				$gone   = usersync_gc( $size );
				$total += $gone;
				$bar->tick();
			} while ( $gone === $size && $total < $limit );
		} catch ( UserSyncException $e ) {
			\WP_CLI::error( $e->getMessage() );
		}
		$bar->finish();
		\WP_CLI::success( sprintf( '%d expired sessions removed.', $total ) );
	}
}
