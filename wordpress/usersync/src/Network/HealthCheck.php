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

	/** Milliseconds between the clocks up to which tokens are sure to be taken: the leeway of 30 s, but for what a request lasts. */
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
			[ $ok, $detail, $theirs, $entry ] = self::evaluate( $peer, $answer );
			$skew                             = null === $theirs ? null : (int) round( $theirs - $middle );
			if ( $ok && abs( $skew ?? 0 ) > self::SKEW ) {
				$ok = false; // Its tokens would be refused, in front of visitors.
				/* translators: %d: number of seconds. */
				$detail = sprintf( __( 'its clock differs by %d seconds', 'usersync' ), intdiv( abs( $skew ?? 0 ), 1000 ) );
			}
			Health::record( $peer, $ok, $detail, $skew, $entry );
		}
		return array_intersect_key( Health::all(), array_flip( $peers ) );
	}

	/**
	 * The screen's self test: how the peer looks from here, and how we look from there.
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
		$said   = null === $answer ? null : json_decode( $answer['body'], true );
		$there  = is_array( $said ) ? Health::parse( $said['back'] ?? null ) : null;
		return [
			'here'  => $here,
			'there' => $there,
		];
	}

	/**
	 * @param array{status: int, body: string, error: string} $answer
	 * @return array{bool, string, int|null, string|null} fit, what is wrong, its clock, its entry
	 */
	private static function evaluate( string $peer, array $answer ): array {
		if ( 200 !== $answer['status'] ) {
			$why = '' !== $answer['error'] ? $answer['error'] : 'HTTP ' . $answer['status'];
			return [ false, $why, null, null ];
		}
		$said = json_decode( $answer['body'], true );
		if ( ! is_array( $said ) || ! is_string( $said['site'] ?? null ) || ! is_int( $said['time_ms'] ?? null ) ) {
			return [ false, __( 'something else than this plugin answers there', 'usersync' ), null, null ];
		}
		if ( $said['site'] !== $peer ) {
			/* translators: %s: address of another site. */
			return [ false, sprintf( __( 'it calls itself %s', 'usersync' ), $said['site'] ), $said['time_ms'], null ];
		}
		if ( false === ( $said['knows'] ?? null ) ) {
			return [ false, __( 'it does not know this site: its administrator has yet to confirm the pairing, or has ended it', 'usersync' ), $said['time_ms'], Health::valid_entry( $said['entry'] ?? null ) ];
		}
		return [ true, '', $said['time_ms'], Health::valid_entry( $said['entry'] ?? null ) ];
	}

	public static function now_ms(): int {
		return (int) ( microtime( true ) * 1000 );
	}
}
