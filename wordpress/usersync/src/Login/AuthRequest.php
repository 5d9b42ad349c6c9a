<?php
/**
 * Asks another site of the network who is signed in there (the authentication request of a member to its hub, and of a hub to a member
 * that pushes a login).
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Login;

use UserSync\Plugin\Network\Health;
use UserSync\Plugin\Network\Networks;
use UserSync\Plugin\Site\Site;

final class AuthRequest {

	/**
	 * Starts a request from a page of this site. Parameters:
	 *   to           path to return to
	 *   push         the user just signed in here, and the hub takes the login over
	 *   interactive  the user followed the link on the login form, and may sign in at the hub
	 *   round        the network whose hub sent the browser here (MemberTour)
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
			$reachable = self::reachable_networks();
			[] === $reachable && self::schedule_health_check();
			if ( '' !== Endpoint::param( 'script' ) && Ajax::is_on() ) {
				Ajax::serve_script( $reachable, $to );
			}
			if ( [] === $reachable ) {
				FlowPage::redirect( $to );
			}
			$name = in_array( $name, $reachable, true ) ? $name : $reachable[0];
		}
		self::send_to_hub( $name, $to, $push, $wanted );
	}

	/**
	 * The networks whose hub is up, in the order in which they are asked.
	 *
	 * @return list<string>
	 */
	public static function reachable_networks(): array {
		return array_map( 'strval', array_keys( array_filter( Networks::with_hub_elsewhere(), static fn( array $network ): bool => Health::is_up( $network['hub'] ) ) ) );
	}

	/** The next network to ask, if nobody is signed in at the hub of $network. */
	public static function next_network( string $network ): ?string {
		$names    = array_map( 'strval', array_keys( Networks::with_hub_elsewhere() ) );
		$position = array_search( $network, $names, true );
		return false === $position ? null : array_values( array_intersect( array_slice( $names, $position + 1 ), self::reachable_networks() ) )[0] ?? null;
	}

	/** No hub is known to be up. If the state of one is unknown, cron checks it, and this browser tries again after 20 s. */
	private static function schedule_health_check(): void {
		foreach ( Networks::with_hub_elsewhere() as $network ) {
			if ( ! Health::is_down( $network['hub'] ) ) {
				Health::schedule_check();
				SilentSignIn::set_marker( 20 );
				return;
			}
		}
	}

	/** Redirects to the hub of a network. Its response reaches AuthCallback. */
	public static function send_to_hub( string $network, string $to, bool $push = false, bool $interactive = false, bool $after_form = false ): never {
		self::send_to( $network, Networks::here()[ $network ]['hub'] ?? '', $to, $push, $interactive, $after_form );
	}

	/**
	 * Redirects to any peer of a network: as a hub, to a member that pushes a login.
	 *
	 * @param bool $after_form the request follows a form of this site, whose form-action policy would block a redirect to another site
	 */
	public static function send_to( string $network, string $peer, string $to, bool $push, bool $interactive, bool $after_form = false ): never {
		$made   = usersync_state_create(
			[
				'return_to' => $to,
				'ttl'       => $interactive ? 1800 : 120,
				'samesite'  => 'Lax', // A page of this site posts the response again, so the cookie arrives.
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

	/** Continues the hub's MemberTour after its stop at this site. */
	public static function resume_tour(): never {
		$network = Networks::here()[ Endpoint::network() ] ?? null;
		if ( null === $network || $network['is_hub'] || '' === $network['hub'] ) {
			FlowPage::redirect( home_url( '/' ) );
		}
		FlowPage::redirect_by_page( Site::step( $network['hub'], 'next' ), __( 'One moment', 'usersync' ) );
	}

	/** @return string the path if it is one of this site, else the path of the front page */
	public static function local_path( string $path ): string {
		$url = usersync_return_url( $path, '' );
		return str_starts_with( $url, '/' ) ? $url : (string) ( wp_parse_url( home_url( '/' ), PHP_URL_PATH ) ?? '/' );
	}

	/** @param array<string, int|string> $query */
	public static function local_step_path( string $step, array $query ): string {
		return (string) preg_replace( '#^https?://[^/]+#', '', Site::step( Site::here(), $step, $query ) );
	}
}
