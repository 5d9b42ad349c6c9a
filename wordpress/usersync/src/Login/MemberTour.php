<?php
/**
 * The hub's round: sites that asked in vain shortly before somebody signed in are visited once, so that he is signed in there
 * when he goes back. Which they are is kept in this browser's cookie, and means nothing else.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Login;

use UserSync\Plugin\Network\Networks;
use UserSync\Plugin\Site\Options;
use UserSync\Plugin\Site\Site;

final class MemberTour {

	private const SITES = 5;

	/** A member asked, and nobody was logged in. */
	public static function remember( string $peer ): void {
		$tags = array_slice( array_unique( [ ...self::asked(), Site::tag( $peer ) ] ), -self::SITES );
		self::set( 'asked', implode( '.', $tags ), MINUTE_IN_SECONDS * Options::int( 'probe_minutes' ) );
	}

	/** The way to $to, by the sites that asked in vain; $but has just been served. */
	public static function by_way_of( string $to, string $but = '' ): string {
		$tags = array_diff( self::asked(), [ Site::tag( $but ) ] );
		if ( [] === $tags ) {
			return $to;
		}
		self::set( 'asked', '', 0 );
		self::set( 'round', implode( '.', $tags ) . '!' . $to, 120 );
		return AuthRequest::local_step( 'next', [] );
	}

	public static function is_due(): bool {
		return [] !== self::asked();
	}

	public static function next(): never {
		[ $list, $to ] = explode( '!', self::cookie( 'round' ), 2 ) + [ '', '' ];
		$tags          = array_slice( array_filter( explode( '.', $list ) ), 0, self::SITES );
		$to            = AuthRequest::local( $to );
		while ( [] !== $tags ) {
			$tag = array_shift( $tags );
			foreach ( Networks::here() as $name => $network ) {
				foreach ( $network['is_hub'] ? array_keys( $network['peers'] ) : [] as $peer ) {
					if ( Site::tag( $peer ) === $tag ) {
						self::set( 'round', implode( '.', $tags ) . '!' . $to, 120 );
						/* translators: %s: address of another site. */
						FlowPage::onward( Site::step( $peer, 'start', [ 'round' => $name ] ), sprintf( __( 'Signing in at %s', 'usersync' ), Site::label( $peer ) ) );
					}
				}
			}
		}
		self::set( 'round', '', 0 );
		FlowPage::redirect( $to );
	}

	/** @return list<string> */
	private static function asked(): array {
		return array_values( array_filter( explode( '.', self::cookie( 'asked' ) ), static fn( string $tag ): bool => 1 === preg_match( '/^[0-9a-f]{12}$/D', $tag ) ) );
	}

	private static function cookie( string $name ): string {
		$name  = self::name( $name );
		$value = $_COOKIE[ $name ] ?? ''; // phpcs:ignore WordPress.Security.ValidatedSanitizedInput -- held to its form below
		$value = is_string( $value ) ? wp_unslash( $value ) : '';
		return 1 === preg_match( '/^[0-9a-f.]*(![\x21-\x7e]*)?$/D', $value ) ? $value : '';
	}

	private static function set( string $name, string $value, int $seconds ): void {
		if ( headers_sent() ) {
			return;
		}
		$name = self::name( $name );
		setcookie(
			$name,
			$value,
			[
				'expires'  => '' === $value ? 1 : time() + $seconds,
				'path'     => Site::path(),
				'secure'   => true,
				'httponly' => true,
				'samesite' => 'Lax',
			]
		);
		$_COOKIE[ $name ] = $value;
	}

	private static function name( string $name ): string {
		return "usersync_{$name}_" . Site::tag( Site::here() );
	}
}
