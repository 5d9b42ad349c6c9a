<?php
/**
 * The functions and the class of WP Session Manager, if they are missing. All of them use $_SESSION.
 *
 * @package UserSync
 */

// phpcs:disable WordPress.NamingConventions.PrefixAllGlobals,Generic.Files.OneObjectStructurePerFile,Universal.Files.SeparateFunctionsFromOO -- the names of another plugin

if ( ! class_exists( 'WP_Session', false ) ) {
	/**
	 * $_SESSION as an object. The session is started as for $_SESSION, and stored when the request ends.
	 *
	 * @implements ArrayAccess<array-key, mixed>
	 * @implements Iterator<array-key, mixed>
	 */
	class WP_Session implements ArrayAccess, Iterator, Countable {

		/** The session id, which plugins read. */
		public string $session_id = '';

		/** @var self|null */
		private static $instance = null;

		/** @return self */
		public static function get_instance() {
			if ( null === self::$instance ) {
				self::$instance = new self();
			}
			return self::$instance;
		}

		protected function __construct() {
			// The plugin provides an array for visitors without a session. If it does not manage sessions, a session is started.
			if ( ! isset( $_SESSION ) && PHP_SESSION_NONE === session_status() && ! headers_sent() ) {
				session_start();
			}
			$_SESSION       ??= [];
			$this->session_id = (string) session_id();
		}

		/** @param bool $delete_old */
		public function regenerate_id( $delete_old = false ): void {
			if ( PHP_SESSION_ACTIVE === session_status() ) {
				session_regenerate_id( (bool) $delete_old );
				$this->session_id = (string) session_id();
			}
		}

		/** @return bool */
		public function session_started() {
			return isset( $_SESSION );
		}

		/** @return int when the session expires without further requests (Unix seconds) */
		public function cache_expiration() {
			return time() + (int) ini_get( 'session.gc_maxlifetime' );
		}

		public function reset(): void {
			$_SESSION = [];
		}

		/** @return array<array-key, mixed> */
		public function toArray() {
			return $_SESSION ?? [];
		}

		/** @return string */
		public function json_out() {
			return (string) wp_json_encode( $this->toArray() );
		}

		/**
		 * @param string $data
		 * @return bool
		 */
		public function json_in( $data ) {
			$values = json_decode( $data, true );
			if ( ! is_array( $values ) ) {
				return false;
			}
			$_SESSION = $values;
			return true;
		}

		/** @param mixed $offset */
		public function offsetExists( $offset ): bool {
			return isset( $_SESSION[ self::key_of( $offset ) ] );
		}

		/**
		 * Returns a reference, so that $session['cart']['book'] = 1 works.
		 *
		 * @param mixed $offset
		 */
		public function &offsetGet( $offset ): mixed {
			$missing = null; // Reading a missing value must not create it.
			if ( ! isset( $_SESSION[ self::key_of( $offset ) ] ) ) {
				return $missing;
			}
			return $_SESSION[ self::key_of( $offset ) ]; // phpcs:ignore WordPress.Security.ValidatedSanitizedInput -- the caller's value
		}

		/**
		 * @param mixed $offset
		 * @param mixed $value
		 */
		public function offsetSet( $offset, $value ): void {
			if ( null === $offset ) {
				$_SESSION[] = $value;
			} else {
				$_SESSION[ self::key_of( $offset ) ] = $value;
			}
		}

		/** @param mixed $offset */
		public function offsetUnset( $offset ): void {
			unset( $_SESSION[ self::key_of( $offset ) ] );
		}

		public function current(): mixed {
			return isset( $_SESSION ) ? current( $_SESSION ) : false; // phpcs:ignore WordPress.Security.ValidatedSanitizedInput -- the caller's value
		}

		public function key(): int|string|null {
			return isset( $_SESSION ) ? key( $_SESSION ) : null;
		}

		public function next(): void {
			isset( $_SESSION ) && next( $_SESSION );
		}

		public function rewind(): void {
			isset( $_SESSION ) && reset( $_SESSION );
		}

		public function valid(): bool {
			return null !== $this->key();
		}

		public function count(): int {
			return count( $_SESSION ?? [] );
		}

		private static function key_of( mixed $offset ): int|string {
			return is_int( $offset ) ? $offset : ( is_scalar( $offset ) ? (string) $offset : '' );
		}
	}
}

if ( ! function_exists( 'wp_session_start' ) ) {
	/** Whether there is a session. */
	function wp_session_start(): bool {
		return WP_Session::get_instance()->session_started();
	}
}
if ( ! function_exists( 'wp_session_status' ) ) {
	/** PHP_SESSION_ACTIVE or PHP_SESSION_NONE. */
	function wp_session_status(): int {
		return WP_Session::get_instance()->session_started() ? PHP_SESSION_ACTIVE : PHP_SESSION_NONE;
	}
}
if ( ! function_exists( 'wp_session_cache_expire' ) ) {
	/** When the session expires without further requests (Unix seconds). */
	function wp_session_cache_expire(): int {
		return WP_Session::get_instance()->cache_expiration();
	}
}
if ( ! function_exists( 'wp_session_encode' ) ) {
	function wp_session_encode(): string {
		return WP_Session::get_instance()->json_out();
	}
}
if ( ! function_exists( 'wp_session_decode' ) ) {
	function wp_session_decode( string $data ): bool {
		return WP_Session::get_instance()->json_in( $data );
	}
}
if ( ! function_exists( 'wp_session_regenerate_id' ) ) {
	function wp_session_regenerate_id( bool $delete_old_session = false ): bool {
		WP_Session::get_instance()->regenerate_id( $delete_old_session );
		return true;
	}
}
if ( ! function_exists( 'wp_session_unset' ) ) {
	function wp_session_unset(): void {
		WP_Session::get_instance()->reset();
	}
}
if ( ! function_exists( 'wp_session_commit' ) ) {
	/** Does nothing: $_SESSION is stored when the request ends, including later changes. */
	function wp_session_commit(): void {
	}
}
if ( ! function_exists( 'wp_session_write_close' ) ) {
	/** Does nothing, as wp_session_commit(). */
	function wp_session_write_close(): void {
	}
}
if ( ! function_exists( 'wp_session_cleanup' ) ) {
	/** Does nothing: the store deletes expired sessions. */
	function wp_session_cleanup(): void {
	}
}
