<?php
/**
 * The REST route usersync/v1/logout, where peers send logouts. The token is the only authorisation: cookies are ignored, and other
 * origins cannot read the response. A GET takes the same token, for FrontChannelLogout.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Logout;

use UserSync\InvalidTokenException;
use UserSync\Plugin\Network\Health;
use UserSync\Plugin\Network\Networks;
use UserSync\Plugin\Site\Log;
use UserSync\Plugin\Site\RestRoute;
use UserSync\UserSyncException;

final class LogoutEndpoint {

	public static function register(): void {
		add_action( 'rest_api_init', [ self::class, 'add_route' ] );
		add_filter( 'rest_pre_serve_request', [ self::class, 'remove_cors_headers' ], 5, 3 );
	}

	public static function add_route(): void {
		RestRoute::add( '/logout', [ 'POST', 'GET' ], [ self::class, 'accept' ] );
	}

	/**
	 * Accepts one token, or several in one request: "more" of the response has the status of each further token.
	 *
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 */
	public static function accept( \WP_REST_Request $request ): \WP_REST_Response {
		$network = $request->get_param( 'network' );
		$token   = $request->get_param( 'token' );
		if ( ! is_string( $network ) || ! is_string( $token ) || null === Networks::get( $network ) ) {
			return self::response( 400, 'no such network' );
		}
		[ $status, $error ] = self::accept_token( $network, $token );
		$statuses           = [];
		$last               = $status;
		$more               = $request->get_param( 'more' );
		foreach ( array_slice( is_array( $more ) ? $more : [], 0, 2 * LogoutQueue::BATCH_SIZE ) as $one ) {
			$last       = 503 === $last ? 503 : ( is_string( $one ) ? self::accept_token( $network, $one )[0] : 400 );
			$statuses[] = $last;
		}
		return self::response( $status, $error, $statuses );
	}

	/** @return array{int, string} HTTP status, and the error; empty if accepted */
	private static function accept_token( string $network, #[\SensitiveParameter] string $token ): array {
		try {
			$done = usersync_logout_accept( $network, $token );
		} catch ( InvalidTokenException $e ) {
			return [ 400, $e->reason->value ];
		} catch ( UserSyncException $e ) {
			Log::problem( $e->getMessage() );
			return [ 503, 'try again' ]; // The peer keeps it in its queue.
		}
		Health::record( $done['iss'], true );
		$more = Logout::remove_tokens( $done['users'], $done['sessions'] );
		self::forward( $network, $done, $more );
		return [ 200, '' ];
	}

	/**
	 * Notifies the other peers. A login made on this site was known in all its networks; one received through a network only in that
	 * network. A logout that changed nothing is not forwarded.
	 *
	 * @param array{iss: string, sid: string|null, all: bool, destroyed: int, users: list<string>, sessions: list<string>} $done
	 * @param array<string, string> $more
	 */
	private static function forward( string $network, array $done, array $more ): void {
		$is_hub = Networks::get( $network )['is_hub'] ?? false;
		if ( ( 0 === $done['destroyed'] && [] === $done['sessions'] ) || ( ! $is_hub && 1 === count( Networks::all() ) ) ) {
			return;
		}
		$sids = $more;
		if ( null !== $done['sid'] ) {
			$sids += [ $done['sid'] => $network ];
		}
		foreach ( $done['all'] ? $done['users'] : [ '' ] as $user ) {
			foreach ( [] === $sids ? [ '' => $network ] : $sids as $sid => $of ) {
				Logout::notify_peers( $user, $sid, $done['iss'], $of );
			}
		}
	}

	/** Core allows every origin to read REST responses. */
	public static function remove_cors_headers( mixed $served, mixed $result, mixed $request ): mixed {
		if ( $request instanceof \WP_REST_Request && str_starts_with( $request->get_route(), '/usersync/v1/' ) ) {
			remove_filter( 'rest_pre_serve_request', 'rest_send_cors_headers' );
		}
		return $served;
	}

	/** @param list<int> $more */
	private static function response( int $status, string $error, array $more = [] ): \WP_REST_Response {
		$body     = '' === $error ? [ 'done' => true ] : [ 'error' => $error ];
		$response = new \WP_REST_Response( [] === $more ? $body : $body + [ 'more' => $more ], $status );
		$response->header( 'Cache-Control', 'no-store' );
		$response->header( 'Referrer-Policy', 'no-referrer' );
		return $response;
	}
}
