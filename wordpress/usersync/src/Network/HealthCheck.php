<?php
/**
 * Asks peers for their state, by the REST route that HealthEndpoint serves.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Network;

use UserSync\Plugin\Site\Site;

/** @phpstan-import-type State from Health */
final class HealthCheck {

	/** Largest clock difference (ms) at which tokens are accepted: the leeway of 30 s, less the duration of a request. */
	private const SKEW = 25000;

	public static function check_all(): void {
		$peers = [];
		foreach ( Networks::all() as $network ) {
			$peers = [ ...$peers, ...array_keys( $network['peers'] ) ];
		}
		self::check( array_values( array_unique( $peers ) ) );
	}

	/**
	 * @param list<string> $peers
	 * @return array<string, State>
	 */
	public static function check( array $peers ): array {
		$requests = [];
		foreach ( $peers as $peer ) {
			$requests[ $peer ] = [
				'url'    => Site::route( $peer, 'health' ) . '&' . http_build_query( [ 'peer' => Site::url() ] ),
				'fields' => null,
			];
		}
		$sent    = self::now_ms();
		$answers = BackChannelClient::send( $requests );
		$middle  = ( $sent + self::now_ms() ) / 2;
		foreach ( $answers as $peer => $answer ) {
			[ $ok, $detail, $time_ms, $entry ] = self::evaluate( $peer, $answer );
			$skew                              = null === $time_ms ? null : (int) round( $time_ms - $middle );
			if ( $ok && abs( $skew ?? 0 ) > self::SKEW ) {
				$ok = false; // Its tokens would be rejected.
				/* translators: %d: number of seconds. */
				$detail = sprintf( __( 'its clock differs by %d seconds', 'usersync' ), intdiv( abs( $skew ?? 0 ), 1000 ) );
			}
			Health::record( $peer, $ok, $detail, $skew, $entry );
		}
		return array_intersect_key( Health::all(), array_flip( $peers ) );
	}

	/**
	 * Tests the connection in both directions, for the screen.
	 *
	 * @return array{here: State|null, there: State|null}
	 */
	public static function test_both_ways( string $peer ): array {
		$here   = self::check( [ $peer ] )[ $peer ] ?? null;
		$get    = [
			'url'    => Site::route( $peer, 'health' ) . '&' . http_build_query( [ 'from' => Site::url() ] ),
			'fields' => null,
		];
		$answer = BackChannelClient::send( [ 'back' => $get ] )['back'] ?? null;
		$body   = null === $answer ? null : json_decode( $answer['body'], true );
		$there  = is_array( $body ) ? Health::parse( $body['back'] ?? null ) : null;
		return [
			'here'  => $here,
			'there' => $there,
		];
	}

	/**
	 * @param array{status: int, body: string, error: string} $answer
	 * @return array{bool, string, int|null, string|null} whether it is up, the problem, its clock (Unix ms), its entry file
	 */
	private static function evaluate( string $peer, array $answer ): array {
		if ( 200 !== $answer['status'] ) {
			$why = '' !== $answer['error'] ? $answer['error'] : 'HTTP ' . $answer['status'];
			return [ false, $why, null, null ];
		}
		$body = json_decode( $answer['body'], true );
		if ( ! is_array( $body ) || ! is_string( $body['site'] ?? null ) || ! is_int( $body['time_ms'] ?? null ) ) {
			return [ false, __( 'the response is not from this plugin', 'usersync' ), null, null ];
		}
		if ( $body['site'] !== $peer ) {
			/* translators: %s: address of another site. */
			return [ false, sprintf( __( 'its address in the network is %s', 'usersync' ), $body['site'] ), $body['time_ms'], null ];
		}
		if ( false === ( $body['knows'] ?? null ) ) {
			return [ false, __( 'it is not paired with this site: its administrator has not confirmed the pairing yet, or has removed it', 'usersync' ), $body['time_ms'], Health::valid_entry( $body['entry'] ?? null ) ];
		}
		return [ true, '', $body['time_ms'], Health::valid_entry( $body['entry'] ?? null ) ];
	}

	public static function now_ms(): int {
		return (int) ( microtime( true ) * 1000 );
	}
}
