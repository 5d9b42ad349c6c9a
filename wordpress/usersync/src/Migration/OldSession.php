<?php
/**
 * A session of another plugin, or the reason why it cannot be imported.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Migration;

final class OldSession {

	/** Encrypted with a key that is not available. */
	public const SEALED = 'sealed';

	/** Of a version that did not use PHP's sessions: its ids are in another cookie. */
	public const FOREIGN = 'foreign';

	/** Already imported: its row is still there, with a mark. */
	public const TAKEN = 'taken';

	/**
	 * @param string $cursor  position of its row, after which Source::after() continues
	 * @param string $id      the session id of the cookie
	 * @param string $data    serialized by session.serialize_handler
	 * @param string $trouble SEALED, FOREIGN, TAKEN, or empty
	 */
	public function __construct(
		public readonly string $cursor,
		public readonly string $id,
		#[\SensitiveParameter] public readonly string $data,
		public readonly int $expires,
		public readonly string $trouble = '',
	) {}

	/** @return self|null the session for a browser's id, if WP Session Manager stored it under the shortened form of that id */
	public function of( string $id ): ?self {
		// The column ignores case and holds at most 32 characters. Compare exactly, so that no other id gets this session.
		return SessionManagerValue::key( $id ) === $this->id ? new self( $this->cursor, $id, $this->data, $this->expires, $this->trouble ) : null;
	}
}
