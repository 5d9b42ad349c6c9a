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
 * Takes over from another plugin, so that no visitor is logged out.
 */
final class MigrateCommand {

	/**
	 * Takes over the sessions of WP Session Manager: deactivates it, and brings its sessions under this plugin's handler.
	 *
	 * Whoever comes in the meantime brings his own. May be run again. Sealed sessions need WP_SESSION_ENC_KEY where it was.
	 *
	 * ## OPTIONS
	 *
	 * [--dry-run]
	 * : Count, and change nothing.
	 *
	 * [--batch=<number>]
	 * : How many at a time. Default: 500.
	 *
	 * [--delete]
	 * : Delete its rows afterwards.
	 *
	 * [--lifetime=<seconds>]
	 * : How long a session lives that does not say so itself. Default: session.gc_maxlifetime.
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
	 * Takes over the sessions of WP Native PHP Sessions, and goes on with its cookie.
	 *
	 * ## OPTIONS
	 *
	 * [--dry-run]
	 * : Count, and change nothing.
	 *
	 * [--batch=<number>]
	 * : How many at a time. Default: 500.
	 *
	 * [--delete]
	 * : Delete its rows afterwards.
	 *
	 * [--lifetime=<seconds>]
	 * : How long a session lives after it last changed. Default: two days, or session.gc_maxlifetime where that is longer.
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
	 * Takes over the settings of User Session Synchronizer, and deactivates it.
	 *
	 * Its sites become drafts, to be paired anew: its secret keys are not used, because whoever saw one of its links holds a login for good.
	 *
	 * ## OPTIONS
	 *
	 * [--dry-run]
	 * : Count, and change nothing.
	 *
	 * [--trust=<whom>]
	 * : Whose addresses count as verified here, as they did there: "nobody" (the default), "administrators", who needed no mark there, or
	 * "everybody" whom it marked. It could be made to mark an address that nobody had proven.
	 *
	 * [--batch=<number>]
	 * : How many users at a time. Default: 500.
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
			\WP_CLI::error( '--trust is nobody, administrators or everybody.' );
		}
		if ( ! Synchronizer::was_here() ) {
			\WP_CLI::success( 'There is nothing of that plugin.' );
			return;
		}
		$batch = Arguments::number( $named, 'batch', 500 );
		if ( Synchronizer::is_imported() ) {
			\WP_CLI::line( 'Its sites and settings were taken over before.' );
		} else {
			foreach ( Synchronizer::peers() as $peer ) {
				\WP_CLI::line( sprintf( 'to be paired: %s', $peer ) );
			}
			foreach ( array_keys( Synchronizer::settings() ) as $name ) {
				\WP_CLI::line( sprintf( 'setting taken over: %s', $name ) );
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
			$bar   = new Progress( 'Verified users', Synchronizer::marked() );
			$place = 0;
			do {
				$done    = Synchronizer::import_marks( $place, $batch, 'administrators' === $trust, $dry_run );
				$place   = $done['place'];
				$marked += $done['marked'];
				$known  += $done['known'];
				$bar->tick( $done['seen'] );
			} while ( $done['seen'] === $batch );
			$bar->finish();
		}
		\WP_CLI::success( sprintf( '%d of %d verified users taken over%s%s.', $marked, Synchronizer::marked(), 0 === $known ? '' : sprintf( ', %d were verified here before', $known ), $dry_run ? ' (dry run)' : '' ) );
	}

	/** @param array<string, mixed> $named */
	private function sessions( string $name, array $named ): void {
		$dry_run = isset( $named['dry-run'] );
		$batch   = Arguments::number( $named, 'batch', 500 );
		$given   = Arguments::number( $named, 'lifetime', 0 );
		$sources = Sources::of( $name, $given );
		if ( [] === $sources ) {
			\WP_CLI::success( 'There are no sessions of that plugin.' );
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
			\WP_CLI::error( $e->getMessage() . ' Run the command again: it goes on where it is needed.' );
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
			'imported' => 'taken over',
			'taken' => 'were taken over before',
			'present' => 'were here already, or ended meanwhile',
			'expired' => 'had expired',
			'empty' => 'held nothing',
			'sealed' => 'could not be opened: another key than WP_SESSION_ENC_KEY',
			'foreign' => 'are of a version whose cookie PHP does not read',
			default => 'had no id that PHP accepts',
		};
	}

	/** @param list<Source> $sources */
	private function delete( array $sources, int $batch ): void {
		$total = 0;
		foreach ( $sources as $source ) {
			do {
				$gone   = $source->remove( $batch );
				$total += $gone;
			} while ( $gone > 0 );
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
		wp_unschedule_hook( 'wp_session_database_gc' ); // Of WP Session Manager, which does it in web requests alone.
		\WP_CLI::line( sprintf( '%s is deactivated', $plugin ) );
	}
}
