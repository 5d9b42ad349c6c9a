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
	public const OUTCOMES = [ 'imported', 'present', 'expired', 'empty', OldSession::SEALED, OldSession::FOREIGN, 'refused' ];

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
			foreach ( $found as $old ) {
				++$counts[ self::take( $old, $this->dry_run ) ];
				$place = $old->place;
			}
			$progress( count( $found ) );
		} while ( $more );
		return $counts;
	}

	/** @return value-of<self::OUTCOMES> */
	public static function take( OldSession $old, bool $dry_run = false ): string {
		if ( '' !== $old->trouble ) {
			return OldSession::SEALED === $old->trouble ? OldSession::SEALED : OldSession::FOREIGN;
		}
		if ( $old->expires <= time() ) {
			return 'expired';
		}
		if ( '' === $old->data ) {
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
