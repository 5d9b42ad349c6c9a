<?php
/**
 * Method and headers of the current request.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Site;

final class Request {

	/** @return string such as "GET"; empty on a command line */
	public static function method(): string {
		return self::header( 'REQUEST_METHOD' );
	}

	public static function is_post(): bool {
		return 'POST' === self::method();
	}

	/**
	 * @param string $name a name in $_SERVER, such as "HTTP_ORIGIN"
	 * @return string its sanitized value; empty if missing
	 */
	public static function header( string $name ): string {
		return isset( $_SERVER[ $name ] ) && is_string( $_SERVER[ $name ] ) ? sanitize_text_field( wp_unslash( $_SERVER[ $name ] ) ) : '';
	}
}
