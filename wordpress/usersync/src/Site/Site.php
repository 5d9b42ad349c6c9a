<?php
/**
 * This site as others name it, and where its pieces are. A peer is known by its url alone, so both hang from it.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Site;

use UserSync\Plugin\Multisite\Blogs;
use UserSync\Plugin\Network\Health;
use UserSync\Plugin\Plugin;

final class Site {

	/** The url that names this site in every network: that of wp-login.php, which every installation has. */
	public static function url(): string {
		return self::canonical( Plugin::is_network_wide() ? network_site_url() : site_url() );
	}

	/** This host's own name: a blog of a multisite with a host of its own has another one than the multisite. */
	public static function here(): string {
		$blog = Blogs::url();
		return '' === $blog ? self::url() : $blog;
	}

	/** Where browsers enter the login flow; a peer says which it is. */
	public const LOGIN_PAGE = 'wp-login.php';

	/** The entry of a site that hides its login page: no plugin can move this one, because forms of visitors are sent to it. */
	public const ADMIN_POST = 'wp-admin/admin-post.php';

	/** This site's own: who hides the login page filters its address. */
	public static function entry(): string {
		$path = wp_parse_url( site_url( 'wp-login.php', 'login' ), PHP_URL_PATH );
		return is_string( $path ) && str_ends_with( $path, '/' . self::LOGIN_PAGE ) ? self::LOGIN_PAGE : self::ADMIN_POST;
	}

	/**
	 * A step of the login flow, at this site or at a peer.
	 *
	 * @param array<string, int|string> $query
	 */
	public static function step( string $site, string $step, array $query = [] ): string {
		$named = [
			'action'   => 'usersync',
			'usersync' => $step,
		];
		$entry = self::here() === $site || Blogs::is_peer( $site ) ? self::entry() : Health::entry( $site );
		return "$site/$entry?" . http_build_query( $named + $query );
	}

	/** A route for other sites' servers. Without pretty links, so that it does not depend on the peer's settings. */
	public static function route( string $site, string $route ): string {
		return $site . '/?rest_route=/usersync/v1/' . $route;
	}

	public static function is_https( string $site ): bool {
		return str_starts_with( $site, 'https://' );
	}

	/** @return string scheme://host[:port] */
	public static function origin( string $url ): string {
		$parts = wp_parse_url( $url );
		if ( ! is_array( $parts ) || ! isset( $parts['scheme'], $parts['host'] ) ) {
			return '';
		}
		$scheme = strtolower( $parts['scheme'] );
		$port   = $parts['port'] ?? 0;
		$usual  = 0 === $port || ( 'https' === $scheme && 443 === $port ) || ( 'http' === $scheme && 80 === $port );
		return $scheme . '://' . strtolower( $parts['host'] ) . ( $usual ? '' : ":$port" );
	}

	/** Whether this page is of the host whose cookies the flow needs. */
	public static function is_here(): bool {
		return is_ssl() && self::origin( home_url() ) === self::origin( self::here() );
	}

	/** What a person calls a site: its address without the scheme. */
	public static function label( string $site ): string {
		return (string) preg_replace( '#^https?://#', '', $site );
	}

	/** The folder of this site's pages, "/" or "/shop/": where its cookies belong. */
	public static function path(): string {
		$path = wp_parse_url( Plugin::is_network_wide() && '' === Blogs::url() ? network_home_url( '/' ) : home_url( '/' ), PHP_URL_PATH );
		return is_string( $path ) ? trailingslashit( $path ) : '/';
	}

	/** Short and stable, for names of cookies: sites in folders share a host. */
	public static function tag( string $site ): string {
		return substr( hash( 'sha256', $site ), 0, 12 );
	}

	public static function canonical( string $url ): string {
		$origin = self::origin( $url );
		$path   = wp_parse_url( $url, PHP_URL_PATH );
		return $origin . ( is_string( $path ) ? untrailingslashit( $path ) : '' );
	}
}
