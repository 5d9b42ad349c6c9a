<?php
/**
 * The blogs of a multisite that have their own host. They share users and login tokens with the main site, but browsers do not send them
 * its cookies. Each such blog is therefore a member of an internal network without pairing, whose hub is the main site. The tokens of that
 * network hold the login token itself, so a login is one login on all hosts.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Multisite;

use UserSync\Plugin\Network\Networks;
use UserSync\Plugin\Plugin;
use UserSync\Plugin\Site\Log;
use UserSync\Plugin\Site\Options;
use UserSync\Plugin\Site\Site;
use UserSync\Plugin\Site\SiteKey;
use UserSync\UserSyncException;

/** @phpstan-import-type Network from Networks */
final class Blogs {

	/** Name of the internal network. The screen does not accept it for other networks. */
	public const NETWORK = '_blogs';

	private const MAX_BLOGS = 500;

	/** @var Network|null|false false: not determined yet */
	private static array|null|false $network = false;

	/**
	 * Off by default. Whoever controls a blog's domain can intercept its traffic, and the login tokens are valid at every blog. Enable it only
	 * if all domains are under one control.
	 */
	public static function is_on(): bool {
		return Plugin::is_network_wide() && Options::bool( 'share_with_blogs' );
	}

	/**
	 * The URL of the requested blog if it has its own host; '' for the main site and blogs on its host. switch_to_blog() does not change it,
	 * because cookies belong to the requested host.
	 */
	public static function url(): string {
		$blog = $GLOBALS['current_blog'] ?? null;
		if ( ! self::is_on() || ! $blog instanceof \WP_Site ) {
			return '';
		}
		$url = self::url_of( $blog );
		return self::has_own_host( $url ) && self::accepts_cookies( $url, self::cookie_domain() ) ? $url : '';
	}

	/** Whether this blog asks the main site. Not needed if the blog shares its cookies and the main site asks no hub. */
	public static function asks_main_site(): bool {
		$url = self::url();
		return '' !== $url && null !== self::network() && ( ! self::shares_cookies( $url ) || Networks::has_hub_elsewhere() );
	}

	/** @return Network|null null: no blog has its own host, or this blog does not take part */
	public static function network(): ?array {
		if ( false === self::$network ) {
			self::$network = self::define();
		}
		return self::$network;
	}

	/** Whether the url is a peer in the internal network. It runs on this server, so it is always up. */
	public static function is_peer( string $url ): bool {
		return isset( self::network()['peers'][ $url ] );
	}

	/** @return list<string> URLs of the blogs of this multisite that have their own host */
	public static function all(): array {
		if ( ! Plugin::is_network_wide() ) {
			return [];
		}
		$urls  = [];
		$blogs = get_sites(
			[
				'network_id'     => get_current_network_id(),
				'domain__not_in' => [ get_network()->domain ?? '' ],
				'archived'       => 0,
				'spam'           => 0,
				'deleted'        => 0,
				'number'         => self::MAX_BLOGS,
				'orderby'        => 'id',
			]
		);
		foreach ( is_array( $blogs ) ? $blogs : [] as $blog ) {
			$url = $blog instanceof \WP_Site ? self::url_of( $blog ) : '';
			if ( '' !== $url && self::has_own_host( $url ) ) {
				$urls[] = $url;
			}
		}
		return $urls;
	}

	/** @return Network|null */
	private static function define(): ?array {
		$main  = Site::url();
		$here  = Site::here();
		$blogs = Site::is_https( $main ) && self::is_on() ? self::all() : [];
		if ( [] === $blogs || ( $here !== $main && ! in_array( $here, $blogs, true ) ) ) {
			return null;
		}
		$peers = [];
		foreach ( $here === $main ? $blogs : [ $main ] as $peer ) {
			$peers[ $peer ] = [
				'keys' => [ self::key( $here === $main ? $peer : $here ) ],
				'may'  => [ 'login', 'logout' ],
			];
		}
		try {
			usersync_network_define(
				self::NETWORK,
				[
					'site'  => $here,
					'hub'   => $main,
					'peers' => $peers,
				]
			);
		} catch ( UserSyncException | \ValueError $e ) {
			Log::problem( $e->getMessage() );
			return null;
		}
		return Networks::describe( self::NETWORK );
	}

	/** Derived from the site key, so both ends can compute it; each blog has a different key. */
	private static function key( string $blog ): string {
		return SiteKey::from_secret( 'usersync/plugin/blogs ' . SiteKey::make() . ' ' . $blog );
	}

	/** Computed from the blog's row, so that the main site and the blog get the same result without reading the blog's options. */
	private static function url_of( \WP_Site $blog ): string {
		$core = Site::url();
		$home = untrailingslashit( network_home_url() );
		$core = str_starts_with( $core, $home ) ? substr( $core, strlen( $home ) ) : ''; // WordPress in a subdirectory.
		return Site::canonical( 'https://' . $blog->domain . untrailingslashit( $blog->path ) . $core );
	}

	private static function has_own_host( string $url ): bool {
		return Site::origin( $url ) !== Site::origin( Site::url() );
	}

	/** Whether browsers accept WordPress' cookies from a blog. A COOKIE_DOMAIN equal to the current host may differ on other hosts, so it counts as yes. */
	public static function can_have_cookies( string $url ): bool {
		$domain = self::cookie_domain();
		return (string) wp_parse_url( Site::here(), PHP_URL_HOST ) === $domain || self::accepts_cookies( $url, $domain );
	}

	/** With a COOKIE_DOMAIN of another domain, browsers reject all cookies of this blog. */
	private static function accepts_cookies( string $url, string $domain ): bool {
		return '' === $domain || self::is_in_domain( $url, $domain );
	}

	private static function shares_cookies( string $url ): bool {
		$domain = self::cookie_domain();
		return '' !== $domain && self::is_in_domain( $url, $domain ) && self::is_in_domain( Site::url(), $domain );
	}

	private static function is_in_domain( string $url, string $domain ): bool {
		return str_ends_with( '.' . (string) wp_parse_url( $url, PHP_URL_HOST ), '.' . $domain );
	}

	private static function cookie_domain(): string {
		$domain = defined( 'COOKIE_DOMAIN' ) ? constant( 'COOKIE_DOMAIN' ) : '';
		return is_string( $domain ) ? strtolower( ltrim( $domain, '.' ) ) : '';
	}
}
