<?php
/**
 * The REST route usersync/v1/health, which other sites' servers call.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Network;

use UserSync\Plugin\Site\RestRoute;
use UserSync\Plugin\Site\Site;

final class HealthEndpoint {

	public static function register(): void {
		add_action( 'rest_api_init', [ self::class, 'add_route' ] );
	}

	public static function add_route(): void {
		RestRoute::add( '/health', [ 'GET' ], [ self::class, 'respond' ] ); // The response is public: the plugin's presence and the time.
	}

	/**
	 * Responds with the state of this site. With "peer" or "from", it also tells that peer whether it is paired, or how it looks from here.
	 *
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 */
	public static function respond( \WP_REST_Request $request ): \WP_REST_Response {
		$answer = [
			'usersync' => phpversion( 'usersync' ),
			'site'     => Site::url(),
			'time_ms'  => HealthCheck::now_ms(),
			'entry'    => Site::entry(),
		];
		$peer   = $request->get_param( 'peer' );
		if ( is_string( $peer ) ) {
			$answer['knows'] = self::is_peer( $peer );
		}
		$from = $request->get_param( 'from' );
		if ( is_string( $from ) && self::is_peer( $from ) && false === get_transient( 'usersync_back_' . Site::tag( $from ) ) ) {
			set_transient( 'usersync_back_' . Site::tag( $from ), 1, 10 ); // At most one check per peer in 10 s.
			$answer['back'] = HealthCheck::check( [ $from ] )[ $from ] ?? null;
		}
		$response = new \WP_REST_Response( $answer );
		$response->header( 'Cache-Control', 'no-store' );
		return $response;
	}

	private static function is_peer( string $url ): bool {
		foreach ( Networks::all() as $network ) {
			if ( isset( $network['peers'][ $url ] ) ) {
				return true;
			}
		}
		return false;
	}
}
