<?php
/**
 * Imports sessions of another plugin into the store. It can be repeated: a session that is already present, or was ended here, is not
 * changed.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Migration;

final class Import {

	/** The possible results for an old session. */
	public const OUTCOMES = [ 'imported', OldSession::TAKEN, 'present', 'expired', 'empty', OldSession::SEALED, OldSession::FOREIGN, 'refused' ];

	public function __construct( private readonly Source $source, private readonly bool $dry_run ) {}

	/**
	 * @param callable(int): void $progress receives the number of rows of each batch
	 * @return array<string, int> number of sessions by outcome
	 * @throws \UserSync\StorageException the store is down; can be repeated later
	 */
	public function run( int $batch, callable $progress ): array {
		$counts = array_fill_keys( self::OUTCOMES, 0 );
		$cursor = '';
		do {
			$found    = $this->source->after( $cursor, $batch );
			$more     = count( $found ) === $batch;
			$imported = [];
			foreach ( $found as $old ) {
				$outcome = self::import_session( $old, $this->dry_run );
				$cursor  = $old->cursor;
				++$counts[ $outcome ];
				if ( in_array( $outcome, [ 'imported', 'present' ], true ) ) {
					$imported[] = $old;
				}
			}
			if ( [] !== $imported && ! $this->dry_run ) {
				$this->source->mark_imported( $imported );
			}
			$progress( count( $found ) );
		} while ( $more );
		return $counts;
	}

	/** Imports the session of one visitor. */
	public static function import_one( Source $source, string $id ): void {
		$old = $source->find( $id );
		if ( null !== $old && in_array( self::import_session( $old ), [ 'imported', 'present' ], true ) ) {
			$source->mark_imported( [ $old ] );
		}
	}

	/** @return value-of<self::OUTCOMES> */
	private static function import_session( OldSession $old, bool $dry_run = false ): string {
		if ( '' !== $old->trouble ) {
			return match ( $old->trouble ) {
				OldSession::SEALED => OldSession::SEALED,
				OldSession::TAKEN => OldSession::TAKEN,
				default => OldSession::FOREIGN,
			};
		}
		if ( $old->expires <= time() ) {
			return 'expired';
		}
		if ( '' === $old->data || 'a:0:{}' === $old->data ) { // The second is an empty session under session.serialize_handler=php_serialize.
			return 'empty';
		}
		if ( $dry_run ) {
			return 1 === preg_match( '/^[A-Za-z0-9,-]+$/', $old->id ) ? 'imported' : 'refused';
		}
		try {
			return usersync_session_import( $old->id, $old->data, $old->expires ) ? 'imported' : 'present';
		} catch ( \ValueError ) {
			return 'refused';
		}
	}
}
