<?php
/**
 * REST routes for other sites' servers. Any client may call them; the callbacks authenticate requests by their tokens.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Site;

final class RestRoute {

	/**
	 * @param non-falsy-string $route
	 * @param string[] $methods
	 * @param callable( \WP_REST_Request<array<string, mixed>> ): \WP_REST_Response $callback
	 */
	public static function add( string $route, array $methods, callable $callback ): void {
		register_rest_route(
			'usersync/v1',
			$route,
			[
				'methods'             => $methods,
				'callback'            => $callback,
				'permission_callback' => '__return_true',
			]
		);
	}
}
