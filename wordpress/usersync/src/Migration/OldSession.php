<?php
/**
 * A session as another plugin kept it, or why it is none that could be taken over.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Migration;

final class OldSession {

	/** Sealed under a key that is not there. */
	public const SEALED = 'sealed';

	/** Of a version whose sessions were not PHP's: its ids come in another cookie. */
	public const FOREIGN = 'foreign';

	/** Brought over before: its row is left, and marked. */
	public const TAKEN = 'taken';

	/**
	 * @param string $place   of its row, for going on behind it
	 * @param string $id      the session id, as the browser has it
	 * @param string $data    as session.serialize_handler wrote it
	 * @param string $trouble SEALED, FOREIGN, TAKEN, or empty
	 */
	public function __construct(
		public readonly string $place,
		public readonly string $id,
		#[\SensitiveParameter] public readonly string $data,
		public readonly int $expires,
		public readonly string $trouble = '',
	) {}

	/** This session for the id that a browser brought, where it was kept under the id as WP Session Manager shortens it. */
	public function of( string $id ): ?self {
		// The column compares without case, and keeps no more than 32 characters: neither may lend a session to another id.
		return SessionManagerValue::key( $id ) === $this->id ? new self( $this->place, $id, $this->data, $this->expires, $this->trouble ) : null;
	}
}
