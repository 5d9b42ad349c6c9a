<?php
/**
 * Where another plugin keeps its sessions.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Migration;

interface Source {

	/** The plugin whose sessions they are, as WordPress lists it: "folder/file.php". */
	public function plugin(): string;

	/** Whether its table is there, or rows of it. */
	public function exists(): bool;

	public function count(): int;

	/**
	 * The next ones behind a place, in an order that does not change while they are read.
	 *
	 * @param string $place '' at the beginning
	 * @return list<OldSession>
	 */
	public function after( string $place, int $limit ): array;

	/** The one that a browser brings; null when there is none. */
	public function find( string $id ): ?OldSession;

	/**
	 * Marks rows as TAKEN, so that a session which ends here never comes back from there.
	 *
	 * @param list<OldSession> $sessions
	 */
	public function retire( array $sessions ): void;

	/**
	 * Deletes some rows of it.
	 *
	 * @return int how many; 0 when none is left
	 */
	public function remove( int $limit ): int;
}
