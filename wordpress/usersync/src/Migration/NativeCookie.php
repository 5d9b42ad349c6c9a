<?php
/**
 * The cookie of WP Native PHP Sessions. It stays in use after a migration, so that browsers keep their sessions.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Migration;

final class NativeCookie {

	/** @return array{name: string, domain: string} */
	public static function of( string $host, string $cookie_domain, bool $secure ): array {
		$named  = '' !== $cookie_domain ? $cookie_domain : $host;
		$domain = $cookie_domain;
		if ( '' === $domain ) {
			$domain = ltrim( $host, '.' );
			$domain = '.' . explode( ':', str_starts_with( $domain, 'www.' ) ? substr( $domain, 4 ) : $domain )[0];
		}
		$fits = count( explode( '.', $domain ) ) > 2 && ! is_numeric( str_replace( '.', '', $domain ) );
		return [
			'name'   => ( $secure ? 'SSESS' : 'SESS' ) . substr( hash( 'sha256', $named ), 0, 32 ),
			'domain' => $fits ? $domain : '',
		];
	}
}
