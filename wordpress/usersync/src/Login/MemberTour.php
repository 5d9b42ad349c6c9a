<?php
/**
 * After a login at the hub, the browser visits the members that had asked before and found nobody. The user is then signed in when
 * they return there. A cookie of the browser lists these members and has no other meaning.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Login;

use UserSync\Plugin\Network\Networks;
use UserSync\Plugin\Site\Cookie;
use UserSync\Plugin\Site\Options;
use UserSync\Plugin\Site\Site;

final class MemberTour {

	private const MAX_SITES = 5;

	/** A member asked, and nobody was signed in. */
	public static function add_member( string $peer ): void {
		$tags = array_slice( array_unique( [ ...self::pending_tags(), Site::tag( $peer ) ] ), -self::MAX_SITES );
		self::set_cookie( 'asked', implode( '.', $tags ), MINUTE_IN_SECONDS * Options::int( 'probe_minutes' ) );
	}

	/** @return string $to, or a path that leads there through the pending members, except $except */
	public static function start_path( string $to, string $except = '' ): string {
		$tags = array_diff( self::pending_tags(), [ Site::tag( $except ) ] );
		if ( [] === $tags ) {
			return $to;
		}
		self::set_cookie( 'asked', '', 0 );
		self::set_cookie( 'round', implode( '.', $tags ) . '!' . $to, 120 );
		return AuthRequest::local_step_path( 'next', [] );
	}

	public static function is_pending(): bool {
		return [] !== self::pending_tags();
	}

	public static function next(): never {
		[ $list, $to ] = explode( '!', self::cookie_value( 'round' ), 2 ) + [ '', '' ];
		$tags          = array_slice( array_filter( explode( '.', $list ) ), 0, self::MAX_SITES );
		$to            = AuthRequest::local_path( $to );
		while ( [] !== $tags ) {
			$tag = array_shift( $tags );
			foreach ( Networks::here() as $name => $network ) {
				foreach ( $network['is_hub'] ? array_keys( $network['peers'] ) : [] as $peer ) {
					if ( Site::tag( $peer ) === $tag ) {
						self::set_cookie( 'round', implode( '.', $tags ) . '!' . $to, 120 );
						/* translators: %s: address of another site. */
						FlowPage::redirect_by_page( Site::step( $peer, 'start', [ 'round' => $name ] ), sprintf( __( 'Signing in at %s', 'usersync' ), Site::label( $peer ) ) );
					}
				}
			}
		}
		self::set_cookie( 'round', '', 0 );
		FlowPage::redirect( $to );
	}

	/** @return list<string> */
	private static function pending_tags(): array {
		return array_values( array_filter( explode( '.', self::cookie_value( 'asked' ) ), static fn( string $tag ): bool => 1 === preg_match( '/^[0-9a-f]{12}$/D', $tag ) ) );
	}

	private static function cookie_value( string $name ): string {
		$name  = self::cookie_name( $name );
		$value = $_COOKIE[ $name ] ?? ''; // phpcs:ignore WordPress.Security.ValidatedSanitizedInput -- matched below
		$value = is_string( $value ) ? wp_unslash( $value ) : '';
		return 1 === preg_match( '/^[0-9a-f.]*(![\x21-\x7e]*)?$/D', $value ) ? $value : '';
	}

	private static function set_cookie( string $name, string $value, int $seconds ): void {
		if ( headers_sent() ) {
			return;
		}
		$name = self::cookie_name( $name );
		Cookie::set( $name, $value, '' === $value ? 1 : time() + $seconds, Site::path() );
		$_COOKIE[ $name ] = $value;
	}

	private static function cookie_name( string $name ): string {
		return "usersync_{$name}_" . Site::tag( Site::here() );
	}
}
