<?php
/**
 * The table of WP Native PHP Sessions. The session id is in one of two columns, for https or http. A row without a time was never written
 * and is empty.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Migration;

// phpcs:disable WordPress.DB -- another plugin's table, with a computed name and without caching

final class NativeSessions extends OldTable {

	/** The time that marks an imported row. It is earlier than any real one, so the row counts as expired. */
	private const TAKEN = '1970-01-02 00:00:00';

	private const COLUMNS = 'id, session_id, secure_session_id, data, datetime, UNIX_TIMESTAMP(CONVERT_TZ(datetime, \'+00:00\', @@session.time_zone)) AS written';

	public function __construct( private readonly string $prefix, private readonly int $lifetime ) {}

	public function plugin(): string {
		return 'wp-native-php-sessions/pantheon-sessions.php';
	}

	public function after( string $cursor, int $limit ): array {
		global $wpdb;
		return $this->sessions( (string) $wpdb->prepare( 'SELECT ' . self::COLUMNS . " FROM `{$this->table()}` WHERE id > %d ORDER BY id LIMIT %d", (int) $cursor, $limit ) );
	}

	public function find( string $id ): ?OldSession {
		global $wpdb;
		foreach ( [ 'secure_session_id', 'session_id' ] as $column ) {
			$query = (string) $wpdb->prepare( 'SELECT ' . self::COLUMNS . " FROM `{$this->table()}` WHERE $column = %s ORDER BY id DESC LIMIT 1", $id );
			foreach ( $this->sessions( $query ) as $found ) {
				if ( $found->id === $id ) {
					return $found;
				}
			}
		}
		return null;
	}

	public function mark_imported( array $sessions ): void {
		global $wpdb;
		$rows = array_map( static fn( OldSession $old ): int => (int) $old->cursor, $sessions );
		$wpdb->query( $wpdb->prepare( "UPDATE `{$this->table()}` SET datetime = %s WHERE id IN (" . implode( ', ', array_fill( 0, count( $rows ), '%d' ) ) . ')', [ self::TAKEN, ...$rows ] ) );
	}

	protected function table(): string {
		return $this->prefix . 'pantheon_sessions';
	}

	/** @return list<OldSession> */
	private function sessions( string $query ): array {
		global $wpdb;
		$found = [];
		foreach ( (array) $wpdb->get_results( $query ) as $row ) {
			if ( ! $row instanceof \stdClass ) {
				continue;
			}
			$secure = (string) $row->secure_session_id;
			$data   = (string) $row->data;
			if ( is_serialized( $data ) ) {
				$inner = unserialize( $data, [ 'allowed_classes' => false ] ); // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions -- no objects
				$data  = is_string( $inner ) ? $inner : $data;
			}
			$found[] = new OldSession(
				(string) $row->id,
				'' !== $secure ? $secure : (string) $row->session_id,
				$data,
				null === $row->written ? 0 : (int) $row->written + $this->lifetime,
				self::TAKEN === $row->datetime ? OldSession::TAKEN : ''
			);
		}
		return $found;
	}
}
