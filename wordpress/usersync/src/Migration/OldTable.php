<?php
/**
 * A source that is a table of another plugin.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Migration;

// phpcs:disable WordPress.DB -- another plugin's table, with a computed name and without caching

abstract class OldTable implements Source {

	/** The name of the table, with its prefix. */
	abstract protected function table(): string;

	public function exists(): bool {
		global $wpdb;
		return $this->table() === $wpdb->get_var( $wpdb->prepare( 'SHOW TABLES LIKE %s', $wpdb->esc_like( $this->table() ) ) );
	}

	public function count(): int {
		global $wpdb;
		return (int) $wpdb->get_var( "SELECT COUNT(*) FROM `{$this->table()}`" );
	}

	public function remove( int $limit ): int {
		global $wpdb;
		return (int) $wpdb->query( $wpdb->prepare( "DELETE FROM `{$this->table()}` LIMIT %d", $limit ) );
	}
}
