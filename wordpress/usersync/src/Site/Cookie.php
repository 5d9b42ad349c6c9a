<?php
/**
 * Sets and deletes cookies of the login flow.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Site;

final class Cookie {

	/**
	 * @param int             $expires   Unix seconds; 1 deletes the cookie
	 * @param 'Lax'|'None'    $same_site
	 */
	public static function set( string $name, #[\SensitiveParameter] string $value, int $expires, string $path, bool $http_only = true, string $same_site = 'Lax', bool $secure = true ): void {
		setcookie(
			$name,
			$value,
			[
				'expires'  => $expires,
				'path'     => $path,
				'secure'   => $secure,
				'httponly' => $http_only,
				'samesite' => $same_site,
			]
		);
	}
}
