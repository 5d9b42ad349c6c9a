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

	/**
	 * @param string $place   of its row, for going on behind it
	 * @param string $id      the session id, as the browser has it
	 * @param string $data    as session.serialize_handler wrote it
	 * @param string $trouble SEALED, FOREIGN, or empty
	 */
	public function __construct(
		public readonly string $place,
		public readonly string $id,
		#[\SensitiveParameter] public readonly string $data,
		public readonly int $expires,
		public readonly string $trouble = '',
	) {}
}
