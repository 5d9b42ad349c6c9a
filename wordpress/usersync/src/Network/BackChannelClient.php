<?php
/**
 * HTTP requests from this server to its peers' servers: in parallel, 3 s in all by default, with verified certificates and without
 * redirects. The URLs come from the networks only, never from a request.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Network;

final class BackChannelClient {

	/** Default and largest time limit in seconds, for all requests together. */
	private const SECONDS = 3;

	private const MAX_SECONDS = 30;

	/**
	 * @param array<string, array{url: string, fields: array<string, string|list<string>>|null}> $requests fields null: a GET
	 * @return array<string, array{status: int, body: string, error: string}> status 0: no response, and error has the reason
	 */
	public static function send( #[\SensitiveParameter] array $requests ): array {
		if ( [] === $requests ) {
			return [];
		}
		$seconds = self::seconds();
		$modern  = class_exists( 'WpOrg\Requests\Requests' ); // Since WordPress 6.2.
		$class   = $modern ? 'WpOrg\Requests\Requests' : 'Requests';
		$batch   = [];
		$answers = [];
		foreach ( $requests as $key => $request ) {
			$batch[ $key ] = [
				'url'     => $request['url'],
				'type'    => null === $request['fields'] ? 'GET' : 'POST',
				'headers' => [ 'Accept' => 'application/json' ],
				'data'    => $request['fields'] ?? [],
				'options' => self::tls_options( self::ca_bundle( $request['url'] ), $modern ) + self::proxy_options( $request['url'] ),
			];
		}
		try {
			$results = $class::request_multiple(
				$batch,
				[
					'timeout'          => $seconds,
					'connect_timeout'  => max( 1, intdiv( 2 * $seconds, 3 ) ),
					'follow_redirects' => false,
					'useragent'        => 'usersync/' . phpversion( 'usersync' ),
				]
			);
		} catch ( \Exception $e ) {
			$results = array_fill_keys( array_keys( $requests ), $e );
		}
		foreach ( is_array( $results ) ? $results : [] as $key => $result ) {
			$answers[ (string) $key ] = self::parse_result( $result );
		}
		return $answers;
	}

	private static function seconds(): int {
		/**
		 * The time limit for requests to peers. They are sent after the response to the visitor, if the server supports that.
		 *
		 * @param int $seconds 1 to 30
		 */
		$seconds = apply_filters( 'usersync_peer_timeout', self::SECONDS );
		return is_int( $seconds ) ? min( self::MAX_SECONDS, max( 1, $seconds ) ) : self::SECONDS;
	}

	/** @return array{status: int, body: string, error: string} */
	private static function parse_result( mixed $result ): array {
		if ( is_object( $result ) && isset( $result->status_code ) && is_numeric( $result->status_code ) ) {
			return [
				'status' => (int) $result->status_code,
				'body'   => isset( $result->body ) && is_string( $result->body ) ? $result->body : '',
				'error'  => '',
			];
		}
		return [
			'status' => 0,
			'body'   => '',
			'error'  => $result instanceof \Exception ? $result->getMessage() : 'no answer',
		];
	}

	/**
	 * Parallel requests by curl ignore "verify" and would use the system's CA bundle, so a hook sets the bundle.
	 *
	 * @return array<string, mixed>
	 */
	private static function tls_options( string $bundle, bool $modern ): array {
		$class = $modern ? 'WpOrg\Requests\Hooks' : 'Requests_Hooks';
		$hooks = class_exists( $class ) ? new $class() : null;
		if ( null === $hooks || '' === $bundle ) {
			return [ 'verify' => $bundle ];
		}
		$hooks->register(
			'curl.before_multi_add',
			static function ( mixed &$handle ) use ( $bundle ): void {
				if ( $handle instanceof \CurlHandle ) {
					curl_setopt( $handle, CURLOPT_CAINFO, $bundle ); // phpcs:ignore WordPress.WP.AlternativeFunctions -- the handle of WordPress' HTTP library
				}
			}
		);
		return [
			'verify' => $bundle,
			'hooks'  => $hooks,
		];
	}

	/** @return string the CA bundle that WordPress would use, including the filter by which private networks replace it */
	private static function ca_bundle( string $url ): string {
		$bundle = ABSPATH . WPINC . '/certificates/ca-bundle.crt';
		$args   = [
			'sslcertificates' => $bundle,
			'sslverify'       => true,
			'timeout'         => self::seconds(),
			'method'          => 'POST',
			'headers'         => [],
			'body'            => '',
		];
		$args   = apply_filters( 'http_request_args', $args, $url ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- core's own
		return is_array( $args ) && is_string( $args['sslcertificates'] ?? null ) ? $args['sslcertificates'] : $bundle;
	}

	/** @return array<string, mixed> */
	private static function proxy_options( string $url ): array {
		$proxy = new \WP_HTTP_Proxy();
		if ( ! $proxy->is_enabled() || ! $proxy->send_through_proxy( $url ) ) {
			return [];
		}
		$address = $proxy->host() . ':' . $proxy->port();
		return [ 'proxy' => $proxy->use_authentication() ? [ $address, $proxy->username(), $proxy->password() ] : $address ];
	}
}
