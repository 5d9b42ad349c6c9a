<?php
/**
 * The URLs of this site and of peers. A peer is identified by its URL only, so its steps and routes are derived from it.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Site;

use UserSync\Plugin\Multisite\Blogs;
use UserSync\Plugin\Network\Health;
use UserSync\Plugin\Plugin;

final class Site {

	/** @return string the URL that identifies this site in every network: the WordPress address, where wp-login.php is */
	public static function url(): string {
		return self::canonical( Plugin::is_network_wide() ? network_site_url() : site_url() );
	}

	/** @return string the URL of this host: that of a blog with its own host, otherwise url() */
	public static function here(): string {
		$blog = Blogs::url();
		return '' === $blog ? self::url() : $blog;
	}

	/** The usual entry file of the login flow. Each peer reports its own. */
	public const LOGIN_PAGE = 'wp-login.php';

	/** The entry of a site that hides its login page. Plugins cannot move this file, because visitors' forms use it. */
	public const ADMIN_POST = 'wp-admin/admin-post.php';

	/** @return string the entry file of this site; plugins that hide the login page filter its URL */
	public static function entry(): string {
		$path = wp_parse_url( site_url( 'wp-login.php', 'login' ), PHP_URL_PATH );
		return is_string( $path ) && str_ends_with( $path, '/' . self::LOGIN_PAGE ) ? self::LOGIN_PAGE : self::ADMIN_POST;
	}

	/**
	 * The URL of a step of the login flow, at this site or at a peer.
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

	/** @return string URL of a REST route; it works with every permalink setting of the peer */
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

	/** Whether the page is on the host whose cookies the login flow needs. */
	public static function is_here(): bool {
		return is_ssl() && self::origin( home_url() ) === self::origin( self::here() );
	}

	/** @return string the URL without the scheme, for display */
	public static function label( string $site ): string {
		return (string) preg_replace( '#^https?://#', '', $site );
	}

	/** @return string the path of this site's pages, "/" or "/shop/", for cookies */
	public static function path(): string {
		$path = wp_parse_url( Plugin::is_network_wide() && '' === Blogs::url() ? network_home_url( '/' ) : home_url( '/' ), PHP_URL_PATH );
		return is_string( $path ) ? trailingslashit( $path ) : '/';
	}

	/** @return string 12 hex digits that identify a site in cookie names, because sites in folders share a host */
	public static function tag( string $site ): string {
		return substr( hash( 'sha256', $site ), 0, 12 );
	}

	public static function canonical( string $url ): string {
		$origin = self::origin( $url );
		$path   = wp_parse_url( $url, PHP_URL_PATH );
		return $origin . ( is_string( $path ) ? untrailingslashit( $path ) : '' );
	}
}
