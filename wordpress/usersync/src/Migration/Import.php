<?php
/**
 * Brings sessions of another plugin under the extension's handler. Again and again if need be: a session that is there already, or
 * was ended here, stays as it is.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Migration;

final class Import {

	/** What can become of an old session. */
	public const OUTCOMES = [ 'imported', OldSession::TAKEN, 'present', 'expired', 'empty', OldSession::SEALED, OldSession::FOREIGN, 'refused' ];

	public function __construct( private readonly Source $source, private readonly bool $dry_run ) {}

	/**
	 * @param callable(int): void $progress is told how many more were looked at
	 * @return array<string, int> how many there were of each outcome
	 * @throws \UserSync\StorageException the store is down: run it again later
	 */
	public function run( int $batch, callable $progress ): array {
		$counts = array_fill_keys( self::OUTCOMES, 0 );
		$place  = '';
		do {
			$found = $this->source->after( $place, $batch );
			$more  = count( $found ) === $batch;
			$here  = [];
			foreach ( $found as $old ) {
				$outcome = self::import_session( $old, $this->dry_run );
				$place   = $old->place;
				++$counts[ $outcome ];
				if ( in_array( $outcome, [ 'imported', 'present' ], true ) ) {
					$here[] = $old;
				}
			}
			if ( [] !== $here && ! $this->dry_run ) {
				$this->source->retire( $here );
			}
			$progress( count( $found ) );
		} while ( $more );
		return $counts;
	}

	/** Brings a single one, of the visitor who asks for it. */
	public static function import_one( Source $source, string $id ): void {
		$old = $source->find( $id );
		if ( null !== $old && in_array( self::import_session( $old ), [ 'imported', 'present' ], true ) ) {
			$source->retire( [ $old ] );
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
		if ( '' === $old->data || 'a:0:{}' === $old->data ) { // The latter under session.serialize_handler=php_serialize.
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
