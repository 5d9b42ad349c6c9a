<?php
/**
 * Which peers are up: asked by cron, and learnt from whatever they say to us; never asked while a visitor waits.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Network;

use UserSync\Plugin\Multisite\Blogs;
use UserSync\Plugin\Plugin;
use UserSync\Plugin\Site\Site;

/** @phpstan-type State array{ok: bool, at: int, skew: int|null, detail: string, entry: string} */
final class Health {

	public const OPTION = 'usersync_health';

	public const EVENT = 'usersync_health';

	/** A peer not heard of for so long is not one to send a visitor to. */
	private const FRESH = 5 * MINUTE_IN_SECONDS;

	/** Milliseconds between the clocks up to which tokens are sure to be taken: the leeway of 30 s, but for what a request lasts. */
	private const SKEW = 25000;

	public static function register(): void {
		add_action( self::EVENT, [ self::class, 'check_all' ] );
		add_action( 'rest_api_init', [ self::class, 'add_route' ] );
	}

	public static function is_up( string $peer ): bool {
		$state = self::state( $peer );
		return ( null !== $state && $state['ok'] && $state['at'] >= time() - self::FRESH ) || Blogs::is_peer( $peer );
	}

	/** Known to be down, and not merely unheard of. */
	public static function is_down( string $peer ): bool {
		$state = self::state( $peer );
		return null !== $state && ! $state['ok'] && $state['at'] >= time() - self::FRESH;
	}

	/** Where the peer takes browsers, as it said last. */
	public static function entry( string $peer ): string {
		return self::state( $peer )['entry'] ?? Site::LOGIN_PAGE;
	}

	/** @return State|null */
	public static function state( string $peer ): ?array {
		return self::states()[ $peer ] ?? null;
	}

	public static function record( string $peer, bool $ok, string $detail = '', ?int $skew = null, ?string $entry = null ): void {
		$states = self::states();
		$before = $states[ $peer ] ?? null;
		if ( null !== $before && $before['ok'] === $ok && null === $skew && $before['at'] > time() - 30 ) {
			return; // Nothing new: spare the write.
		}
		$states[ $peer ] = [
			'ok'     => $ok,
			'at'     => time(),
			'skew'   => $skew ?? ( $ok ? $before['skew'] ?? null : null ),
			'detail' => substr( $detail, 0, 300 ),
			'entry'  => $entry ?? $before['entry'] ?? Site::LOGIN_PAGE,
		];
		Plugin::is_network_wide() ? update_site_option( self::OPTION, $states ) : update_option( self::OPTION, $states, false );
	}

	/** Lets cron ask soon, in a request of its own. */
	public static function schedule_check(): void {
		if ( false === get_transient( 'usersync_asking' ) ) {
			set_transient( 'usersync_asking', 1, 20 );
			wp_schedule_single_event( time() - 1, self::EVENT, [ 'soon' ] );
			spawn_cron();
		}
	}

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
			self::record( $peer, $ok, $detail, $skew, $entry );
		}
		return array_intersect_key( self::states(), array_flip( $peers ) );
	}

	public static function add_route(): void {
		register_rest_route(
			'usersync/v1',
			'/health',
			[
				'methods'             => 'GET',
				'callback'            => [ self::class, 'respond' ],
				'permission_callback' => '__return_true', // What it says is no secret: that there is a plugin, and the time.
			]
		);
	}

	/**
	 * What this site says of itself, and, when a peer names itself, how that peer looks from here.
	 *
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 */
	public static function respond( \WP_REST_Request $request ): \WP_REST_Response {
		$answer = [
			'usersync' => phpversion( 'usersync' ),
			'site'     => Site::url(),
			'time_ms'  => self::now_ms(),
			'entry'    => Site::entry(),
		];
		$peer   = $request->get_param( 'peer' );
		if ( is_string( $peer ) ) {
			$answer['knows'] = self::is_peer( $peer );
		}
		$from = $request->get_param( 'from' );
		if ( is_string( $from ) && self::is_peer( $from ) && false === get_transient( 'usersync_back_' . Site::tag( $from ) ) ) {
			set_transient( 'usersync_back_' . Site::tag( $from ), 1, 10 ); // Nobody makes us ask more often.
			$answer['back'] = self::check( [ $from ] )[ $from ] ?? null;
		}
		$response = new \WP_REST_Response( $answer );
		$response->header( 'Cache-Control', 'no-store' );
		return $response;
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
		$there  = is_array( $said ) ? self::parse( $said['back'] ?? null ) : null;
		return [
			'here'  => $here,
			'there' => $there,
		];
	}

	private static function is_peer( string $url ): bool {
		foreach ( Networks::all() as $network ) {
			if ( isset( $network['peers'][ $url ] ) ) {
				return true;
			}
		}
		return false;
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
			return [ false, __( 'it does not know this site: its administrator has yet to confirm the pairing, or has ended it', 'usersync' ), $said['time_ms'], self::valid_entry( $said['entry'] ?? null ) ];
		}
		return [ true, '', $said['time_ms'], self::valid_entry( $said['entry'] ?? null ) ];
	}

	/** @return array<string, State> */
	private static function states(): array {
		$stored = Plugin::is_network_wide() ? get_site_option( self::OPTION ) : get_option( self::OPTION );
		$states = [];
		foreach ( is_array( $stored ) ? $stored : [] as $peer => $state ) {
			$read = self::parse( $state );
			if ( null !== $read ) {
				$states[ (string) $peer ] = $read;
			}
		}
		return $states;
	}

	/** @return State|null */
	private static function parse( mixed $state ): ?array {
		if ( ! is_array( $state ) || ! is_bool( $state['ok'] ?? null ) || ! is_int( $state['at'] ?? null ) ) {
			return null;
		}
		return [
			'ok'     => $state['ok'],
			'at'     => $state['at'],
			'skew'   => is_int( $state['skew'] ?? null ) ? $state['skew'] : null,
			'detail' => is_string( $state['detail'] ?? null ) ? $state['detail'] : '',
			'entry'  => self::valid_entry( $state['entry'] ?? null ),
		];
	}

	/** One of two files of WordPress: a peer chooses no other place for browsers to be sent to. */
	private static function valid_entry( mixed $said ): string {
		return Site::ADMIN_POST === $said ? Site::ADMIN_POST : Site::LOGIN_PAGE;
	}

	private static function now_ms(): int {
		return (int) ( microtime( true ) * 1000 );
	}
}
