<?php
/**
 * The table of WP Session Manager 3 and 4. Version 2 used the same table for serialized arrays and a cookie of its own.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Migration;

// phpcs:disable WordPress.DB -- another plugin's table, with a computed name and without caching

final class SessionManagerTable extends OldTable {

	public function __construct( private readonly string $prefix, private readonly ?Defuse $key ) {}

	public function plugin(): string {
		return 'wp-session-manager/wp-session-manager.php';
	}

	public function after( string $cursor, int $limit ): array {
		global $wpdb;
		return $this->sessions(
			(string) $wpdb->prepare( "SELECT session_key, session_value, session_expiry FROM `{$this->table()}` WHERE session_key > %s ORDER BY session_key LIMIT %d", $cursor, $limit )
		);
	}

	public function find( string $id ): ?OldSession {
		global $wpdb;
		$key = SessionManagerValue::key( $id );
		foreach ( $this->sessions( (string) $wpdb->prepare( "SELECT session_key, session_value, session_expiry FROM `{$this->table()}` WHERE session_key = %s", $key ) ) as $found ) {
			return $found->of( $id );
		}
		return null;
	}

	public function mark_imported( array $sessions ): void {
		global $wpdb;
		$keys = array_map( static fn( OldSession $old ): string => $old->cursor, $sessions );
		$wpdb->query( $wpdb->prepare( "UPDATE `{$this->table()}` SET session_expiry = 0 WHERE session_key IN (" . implode( ', ', array_fill( 0, count( $keys ), '%s' ) ) . ')', $keys ) );
	}

	protected function table(): string {
		return $this->prefix . 'sm_sessions';
	}

	/** @return list<OldSession> */
	private function sessions( string $query ): array {
		global $wpdb;
		$found = [];
		foreach ( (array) $wpdb->get_results( $query ) as $row ) {
			if ( $row instanceof \stdClass && is_string( $row->session_key ) && is_string( $row->session_value ) ) {
				$found[] = SessionManagerValue::session( $row->session_key, $row->session_key, $row->session_value, (int) $row->session_expiry, $this->key, 0 === (int) $row->session_expiry );
			}
		}
		return $found;
	}
}
