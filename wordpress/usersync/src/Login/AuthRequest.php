<?php
/**
 * This site asks another who its visitor is.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Login;

use UserSync\Plugin\Network\Health;
use UserSync\Plugin\Network\Networks;
use UserSync\Plugin\Site\Site;

final class AuthRequest {

	/**
	 * Begins, from a page of this site: to=<path> where to be afterwards; push: the person just signed in here, take it there;
	 * interactive: he pressed the link, let him sign in there; round: the hub sent him, and waits.
	 */
	public static function start(): never {
		$round    = Endpoint::param( 'round' );
		$to       = '' === $round ? self::local_path( Endpoint::param( 'to' ) ) : self::local_step_path( 'back', [ 'network' => $round ] );
		$push     = '' !== Endpoint::param( 'push' ) && is_user_logged_in();
		$wanted   = '' !== Endpoint::param( 'interactive' );
		$asking   = Networks::with_hub_elsewhere();
		$name     = '' !== $round ? $round : Endpoint::param( 'network' );
		$name     = isset( $asking[ $name ] ) ? $name : (string) array_key_first( $asking );
		$is_quiet = ! $wanted && '' === $round;
		SilentSignIn::set_marker();
		if ( ! isset( $asking[ $name ] ) || ! is_ssl() || ( is_user_logged_in() && ! $push ) || ( $is_quiet && SilentSignIn::is_bot() ) ) {
			FlowPage::redirect( $to );
		}
		if ( $is_quiet ) {
			$well = self::reachable_networks();
			[] === $well && self::schedule_health_check();
			if ( '' !== Endpoint::param( 'script' ) && Ajax::is_on() ) {
				Ajax::serve_script( $well, $to );
			}
			if ( [] === $well ) {
				FlowPage::redirect( $to );
			}
			$name = in_array( $name, $well, true ) ? $name : $well[0];
		}
		self::send_to_hub( $name, $to, $push, $wanted );
	}

	/**
	 * The networks to ask in, one after the other: those whose hub is well.
	 *
	 * @return list<string>
	 */
	public static function reachable_networks(): array {
		return array_map( 'strval', array_keys( array_filter( Networks::with_hub_elsewhere(), static fn( array $network ): bool => Health::is_up( $network['hub'] ) ) ) );
	}

	/** The network to ask in when nobody was found in that one. */
	public static function next_network( string $network ): ?string {
		$names = array_map( 'strval', array_keys( Networks::with_hub_elsewhere() ) );
		$place = array_search( $network, $names, true );
		return false === $place ? null : array_values( array_intersect( array_slice( $names, $place + 1 ), self::reachable_networks() ) )[0] ?? null;
	}

	/** No hub can be asked. Where one may merely not have been heard of, cron asks, and this browser tries again soon. */
	private static function schedule_health_check(): void {
		foreach ( Networks::with_hub_elsewhere() as $network ) {
			if ( ! Health::is_down( $network['hub'] ) ) {
				Health::schedule_check();
				SilentSignIn::set_marker( 20 );
				return;
			}
		}
	}

	/** On to the other site. It answers to Arrival, or says that nobody is logged in there. */
	public static function send_to_hub( string $network, string $to, bool $push = false, bool $interactive = false, bool $after_form = false ): never {
		self::send_to( $network, Networks::here()[ $network ]['hub'] ?? '', $to, $push, $interactive, $after_form );
	}

	/**
	 * Of any peer, where this site is the hub and a member wants to hand over a login.
	 *
	 * @param bool $after_form a form of this site led here, whose policy would hold back a redirect to another one
	 */
	public static function send_to( string $network, string $peer, string $to, bool $push, bool $interactive, bool $after_form = false ): never {
		$made   = usersync_state_create(
			[
				'return_to' => $to,
				'ttl'       => $interactive ? 1800 : 120,
				'samesite'  => 'Lax', // The answer is taken by a page of ours, not by the other site's form itself.
			]
		);
		$cookie = $made['cookie'];
		setcookie( $cookie['name'], $cookie['value'], $cookie['expires_or_options'] );
		$query = [
			'network'   => $network,
			'aud'       => Networks::here()[ $network ]['site'] ?? Site::here(),
			'challenge' => $made['challenge'],
			'state'     => $made['id'],
		];
		$url   = Site::step( $peer, 'ask', $query + ( $push ? [ 'push' => 1 ] : [] ) + ( $interactive ? [ 'interactive' => 1 ] : [] ) );
		$after_form ? FlowPage::redirect_by_page( $url, __( 'One moment', 'usersync' ) ) : FlowPage::redirect( $url );
	}

	/** The hub's round comes through here again, and goes on. */
	public static function resume_tour(): never {
		$network = Networks::here()[ Endpoint::network() ] ?? null;
		if ( null === $network || $network['is_hub'] || '' === $network['hub'] ) {
			FlowPage::redirect( home_url( '/' ) );
		}
		FlowPage::redirect_by_page( Site::step( $network['hub'], 'next' ), __( 'One moment', 'usersync' ) );
	}

	/** A path of this site, or its front page. */
	public static function local_path( string $path ): string {
		$url = usersync_return_url( $path, '' );
		return str_starts_with( $url, '/' ) ? $url : (string) ( wp_parse_url( home_url( '/' ), PHP_URL_PATH ) ?? '/' );
	}

	/** @param array<string, int|string> $query */
	public static function local_step_path( string $step, array $query ): string {
		return (string) preg_replace( '#^https?://[^/]+#', '', Site::step( Site::here(), $step, $query ) );
	}
}
