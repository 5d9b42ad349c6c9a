<?php
/**
 * A place where another plugin stores its sessions.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Migration;

interface Source {

	/** @return string the plugin, as WordPress lists it: "folder/file.php" */
	public function plugin(): string;

	/** Whether the table, or any row, exists. */
	public function exists(): bool;

	public function count(): int;

	/**
	 * The next sessions after a position, in a stable order.
	 *
	 * @param string $cursor position of the last session read; '' at the start
	 * @return list<OldSession>
	 */
	public function after( string $cursor, int $limit ): array;

	/** @return OldSession|null the session of a browser's id */
	public function find( string $id ): ?OldSession;

	/**
	 * Marks rows as imported (OldSession::TAKEN), so that a session that ended here is not imported again.
	 *
	 * @param list<OldSession> $sessions
	 */
	public function mark_imported( array $sessions ): void;

	/**
	 * Deletes up to $limit rows.
	 *
	 * @return int number of deleted rows; 0 when none is left
	 */
	public function remove( int $limit ): int;
}
