<?php
/**
 * WP Session Manager's rows in the options table: "_wp_session_<id>" and "_wp_session_expires_<id>". The second holds the start of the
 * session (versions 3 and 4) or its end (versions 1 and 2).
 *
 * Versions 3 and 4 add a row with the empty first state and never update it. Their sessions exist only in a persistent object cache, if
 * version 4 had one in front of the table.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Migration;

// phpcs:disable WordPress.DB -- bypasses the options cache, because there may be a million rows; $this->table is a name of $wpdb

final class SessionManagerOptions implements Source {

	private const SESSION = '_wp_session_';

	private const EXPIRES = '_wp_session_expires_';

	private const CACHE_GROUP = 'sessions';

	/** The time that marks an imported row. */
	private const TAKEN = 1;

	public function __construct( private readonly string $table, private readonly ?Defuse $key, private readonly int $lifetime ) {}

	public function plugin(): string {
		return 'wp-session-manager/wp-session-manager.php';
	}

	public function exists(): bool {
		return [] !== $this->after( '', 1 );
	}

	public function count(): int {
		global $wpdb;
		return (int) $wpdb->get_var( $wpdb->prepare( "SELECT COUNT(*) FROM `{$this->table}` WHERE option_name LIKE %s AND option_name NOT LIKE %s", $this->like( self::SESSION ), $this->like( self::EXPIRES ) ) );
	}

	public function after( string $cursor, int $limit ): array {
		global $wpdb;
		$rows = (array) $wpdb->get_results(
			$wpdb->prepare(
				"SELECT option_id, option_name, option_value FROM `{$this->table}` WHERE option_id > %d AND option_name LIKE %s AND option_name NOT LIKE %s ORDER BY option_id LIMIT %d",
				(int) $cursor,
				$this->like( self::SESSION ),
				$this->like( self::EXPIRES ),
				$limit
			)
		);
		return $this->sessions( $rows );
	}

	public function find( string $id ): ?OldSession {
		global $wpdb;
		$rows = (array) $wpdb->get_results( $wpdb->prepare( "SELECT option_id, option_name, option_value FROM `{$this->table}` WHERE option_name = %s", self::SESSION . SessionManagerValue::key( $id ) ) );
		foreach ( $this->sessions( $rows ) as $found ) {
			return $found->of( $id );
		}
		return null;
	}

	public function mark_imported( array $sessions ): void {
		global $wpdb;
		$names = array_map( static fn( OldSession $old ): string => self::EXPIRES . SessionManagerValue::key( $old->id ), $sessions );
		$wpdb->query( $wpdb->prepare( "UPDATE `{$this->table}` SET option_value = %s WHERE option_name IN (" . implode( ', ', array_fill( 0, count( $names ), '%s' ) ) . ')', [ (string) self::TAKEN, ...$names ] ) );
		if ( $this->has_cache() ) {
			foreach ( $sessions as $old ) {
				wp_cache_delete( 'session_' . SessionManagerValue::key( $old->id ), self::CACHE_GROUP );
			}
		}
	}

	public function remove( int $limit ): int {
		global $wpdb;
		return (int) $wpdb->query( $wpdb->prepare( "DELETE FROM `{$this->table}` WHERE option_name LIKE %s LIMIT %d", $this->like( self::SESSION ), $limit ) );
	}

	private function like( string $beginning ): string {
		global $wpdb;
		return $wpdb->esc_like( $beginning ) . '%';
	}

	/**
	 * @param array<mixed> $rows
	 * @return list<OldSession>
	 */
	private function sessions( array $rows ): array {
		$ids = [];
		foreach ( $rows as $row ) {
			if ( $row instanceof \stdClass && is_string( $row->option_name ) ) {
				$ids[] = substr( $row->option_name, strlen( self::SESSION ) );
			}
		}
		$times = $this->times( $ids );
		$found = [];
		foreach ( $rows as $row ) {
			if ( ! $row instanceof \stdClass || ! is_string( $row->option_name ) || ! is_string( $row->option_value ) ) {
				continue;
			}
			$id    = substr( $row->option_name, strlen( self::SESSION ) );
			$value = $row->option_value;
			if ( is_serialized( $value ) ) {
				// WordPress serializes a text again if it looks serialized.
				$inner = unserialize( $value, [ 'allowed_classes' => false ] ); // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions -- no objects
				$value = is_string( $inner ) ? $inner : $value;
			}
			$time    = $times[ $id ] ?? 0;
			$cached  = $this->cached( $id );
			$found[] = SessionManagerValue::session(
				(string) $row->option_id,
				$id,
				$cached ?? $value,
				null === $cached ? $this->expires( $time ) : time() + $this->lifetime,
				$this->key,
				null === $cached && self::TAKEN === $time
			);
		}
		return $found;
	}

	private function cached( string $id ): ?string {
		$value = $this->has_cache() ? wp_cache_get( 'session_' . $id, self::CACHE_GROUP ) : null;
		return is_string( $value ) ? $value : null;
	}

	/** Only for the current site: the cache keys of other sites have another prefix. */
	private function has_cache(): bool {
		global $wpdb;
		return wp_using_ext_object_cache() && $wpdb->options === $this->table;
	}

	private function expires( int $time ): int {
		return $time > time() ? $time : $time + $this->lifetime;
	}

	/**
	 * @param list<string> $ids
	 * @return array<string, int>
	 */
	private function times( array $ids ): array {
		global $wpdb;
		if ( [] === $ids ) {
			return [];
		}
		$names = array_map( static fn( string $id ): string => self::EXPIRES . $id, $ids );
		$rows  = (array) $wpdb->get_results( $wpdb->prepare( "SELECT option_name, option_value FROM `{$this->table}` WHERE option_name IN (" . implode( ', ', array_fill( 0, count( $names ), '%s' ) ) . ')', $names ) );
		$times = [];
		foreach ( $rows as $row ) {
			if ( $row instanceof \stdClass && is_string( $row->option_name ) ) {
				$times[ substr( $row->option_name, strlen( self::EXPIRES ) ) ] = (int) $row->option_value;
			}
		}
		return $times;
	}
}
