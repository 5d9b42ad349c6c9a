<?php
/**
 * @package UserSync
 */

namespace UserSync\Plugin\Cli;

use UserSync\Plugin\Migration\Import;
use UserSync\Plugin\Migration\Source;
use UserSync\Plugin\Migration\Sources;
use UserSync\Plugin\Migration\Synchronizer;
use UserSync\UserSyncException;

/**
 * Imports data of another plugin, without signing visitors out.
 */
final class MigrateCommand {

	/**
	 * Imports the sessions of WP Session Manager, and deactivates it.
	 *
	 * Sessions of visitors who arrive in the meantime are imported with their request. The command can be run again. Encrypted sessions need
	 * WP_SESSION_ENC_KEY in wp-config.php.
	 *
	 * ## OPTIONS
	 *
	 * [--dry-run]
	 * : Only count, change nothing.
	 *
	 * [--batch=<number>]
	 * : Rows per batch. Default: 500.
	 *
	 * [--delete]
	 * : Delete the old rows afterwards.
	 *
	 * [--lifetime=<seconds>]
	 * : Lifetime of sessions that have no expiry of their own. Default: session.gc_maxlifetime.
	 *
	 * @subcommand wp-session-manager
	 *
	 * @param string[]             $given
	 * @param array<string, mixed> $named
	 */
	public function wp_session_manager( array $given, array $named ): void {
		$this->sessions( Sources::SESSION_MANAGER, $named );
	}

	/**
	 * Imports the sessions of WP Native PHP Sessions, deactivates it, and keeps using its cookie.
	 *
	 * ## OPTIONS
	 *
	 * [--dry-run]
	 * : Only count, change nothing.
	 *
	 * [--batch=<number>]
	 * : Rows per batch. Default: 500.
	 *
	 * [--delete]
	 * : Delete the old rows afterwards.
	 *
	 * [--lifetime=<seconds>]
	 * : Lifetime of a session after its last change. Default: two days, or session.gc_maxlifetime if that is longer.
	 *
	 * @subcommand native-php-sessions
	 *
	 * @param string[]             $given
	 * @param array<string, mixed> $named
	 */
	public function native_php_sessions( array $given, array $named ): void {
		$this->sessions( Sources::NATIVE, $named );
	}

	/**
	 * Imports the settings of User Session Synchronizer, and deactivates it.
	 *
	 * Its sites are listed as drafts and must be paired again. Its secret keys are not used, because its links contain logins that never expire.
	 *
	 * ## OPTIONS
	 *
	 * [--dry-run]
	 * : Only count, change nothing.
	 *
	 * [--trust=<whom>]
	 * : Whose addresses become verified: "nobody" (the default), "administrators" (that plugin treated all of them as verified), or
	 * "everybody" whom it had marked. That plugin could be made to mark an address without verification.
	 *
	 * [--batch=<number>]
	 * : Users per batch. Default: 500.
	 *
	 * @subcommand user-session-synchronizer
	 *
	 * @param string[]             $given
	 * @param array<string, mixed> $named
	 */
	public function user_session_synchronizer( array $given, array $named ): void {
		$dry_run = isset( $named['dry-run'] );
		$trust   = Arguments::text( $named, 'trust', 'nobody' );
		if ( ! in_array( $trust, [ 'nobody', 'administrators', 'everybody' ], true ) ) {
			\WP_CLI::error( '--trust must be nobody, administrators or everybody.' );
		}
		if ( ! Synchronizer::was_here() ) {
			\WP_CLI::success( 'No data of that plugin found.' );
			return;
		}
		$batch = Arguments::number( $named, 'batch', 500 );
		if ( Synchronizer::is_imported() ) {
			\WP_CLI::line( 'Its sites and settings were already imported.' );
		} else {
			foreach ( Synchronizer::peers() as $peer ) {
				\WP_CLI::line( sprintf( 'site to pair: %s', $peer ) );
			}
			foreach ( array_keys( Synchronizer::settings() ) as $name ) {
				\WP_CLI::line( sprintf( 'setting imported: %s', $name ) );
			}
			if ( ! $dry_run ) {
				Synchronizer::import_settings();
			}
		}
		if ( ! $dry_run ) {
			$this->deactivate( Synchronizer::PLUGIN );
		}
		$marked = 0;
		$known  = 0;
		if ( 'nobody' !== $trust ) {
			$bar     = new Progress( 'Verified users', Synchronizer::marked() );
			$last_id = 0;
			do {
				$done    = Synchronizer::import_marks( $last_id, $batch, 'administrators' === $trust, $dry_run );
				$last_id = $done['last_id'];
				$marked += $done['marked'];
				$known  += $done['known'];
				$bar->tick( $done['seen'] );
			} while ( $done['seen'] === $batch );
			$bar->finish();
		}
		\WP_CLI::success( sprintf( '%d of %d verified users imported%s%s.', $marked, Synchronizer::marked(), 0 === $known ? '' : sprintf( ', %d already verified here', $known ), $dry_run ? ' (dry run)' : '' ) );
	}

	/** @param array<string, mixed> $named */
	private function sessions( string $name, array $named ): void {
		$dry_run = isset( $named['dry-run'] );
		$batch   = Arguments::number( $named, 'batch', 500 );
		$given   = Arguments::number( $named, 'lifetime', 0 );
		$sources = Sources::of( $name, $given );
		if ( [] === $sources ) {
			\WP_CLI::success( 'No sessions of that plugin found.' );
			return;
		}
		if ( ! $dry_run ) {
			Sources::start_migration( $name, $given );
			$this->deactivate( $sources[0]->plugin() );
		}
		$counts = array_fill_keys( Import::OUTCOMES, 0 );
		$bar    = new Progress( 'Sessions', array_sum( array_map( static fn( Source $source ): int => $source->count(), $sources ) ) );
		try {
			foreach ( $sources as $source ) {
				$some = ( new Import( $source, $dry_run ) )->run(
					$batch,
					static function ( int $count ) use ( $bar ): void {
						$bar->tick( $count );
					}
				);
				foreach ( $some as $outcome => $count ) {
					$counts[ $outcome ] += $count;
				}
			}
		} catch ( UserSyncException $e ) {
			\WP_CLI::error( $e->getMessage() . ' Run the command again to continue.' );
		}
		$bar->finish();
		foreach ( array_filter( $counts ) as $outcome => $count ) {
			\WP_CLI::line( sprintf( '%8d  %s', $count, self::outcome( $outcome ) ) );
		}
		if ( isset( $named['delete'] ) && ! $dry_run ) {
			$this->delete( $sources, $batch );
		}
		\WP_CLI::success( $dry_run ? 'Nothing was changed (dry run).' : 'Done.' );
	}

	private static function outcome( string $outcome ): string {
		return match ( $outcome ) {
			'imported' => 'imported',
			'taken' => 'already imported',
			'present' => 'already present, or ended in the meantime',
			'expired' => 'expired',
			'empty' => 'empty',
			'sealed' => 'not decrypted: encrypted with another key than WP_SESSION_ENC_KEY',
			'foreign' => 'not imported: of a version with its own cookie',
			default => 'not imported: invalid session id',
		};
	}

	/** @param list<Source> $sources */
	private function delete( array $sources, int $batch ): void {
		$total = 0;
		foreach ( $sources as $source ) {
			do {
				$deleted = $source->remove( $batch );
				$total  += $deleted;
			} while ( $deleted > 0 );
		}
		\WP_CLI::line( sprintf( '%8d  old rows deleted', $total ) );
	}

	private function deactivate( string $plugin ): void {
		if ( ! Sources::is_active( $plugin ) ) {
			return;
		}
		if ( ! function_exists( 'deactivate_plugins' ) ) {
			require_once ABSPATH . 'wp-admin/includes/plugin.php';
		}
		deactivate_plugins( $plugin );
		wp_unschedule_hook( 'wp_session_database_gc' ); // An event of WP Session Manager, which removes it only in web requests.
		\WP_CLI::line( sprintf( '%s deactivated', $plugin ) );
	}
}
