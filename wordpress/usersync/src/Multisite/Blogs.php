<?php
/**
 * The blogs of a multisite that have a host of their own. Browsers keep the main site's cookies from them, though the users and their
 * login tokens are the same. So each is a site of its own here, in a network that needs no pairing: its hub is the main site, and what passes
 * is the login token itself, so that one login stays one, whichever host it is used or ended at.
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

	/** No network that somebody makes can have this name. */
	public const NETWORK = '_blogs';

	private const MOST = 500;

	/** @var Network|null|false false: not looked yet */
	private static array|null|false $network = false;

	/**
	 * Only where the administrator of the multisite says so. Whoever controls a blog's domain can stand between its visitors and this server,
	 * and what passes is good at every blog: of a customer's domain that is too much.
	 */
	public static function is_on(): bool {
		return Plugin::is_network_wide() && Options::bool( 'share_with_blogs' );
	}

	/**
	 * What the blog of this page is called, when it has a host of its own; '' for the main site and what shares its host. Not that of
	 * switch_to_blog(): cookies belong to the host which was asked.
	 */
	public static function url(): string {
		$blog = $GLOBALS['current_blog'] ?? null;
		if ( ! self::is_on() || ! $blog instanceof \WP_Site ) {
			return '';
		}
		$url = self::url_of( $blog );
		return self::has_own_host( $url ) && self::accepts_cookies( $url, self::cookie_domain() ) ? $url : '';
	}

	/** Whether visitors of this blog are asked for: not where a login at the main site reaches them as it is. */
	public static function asks_main_site(): bool {
		$url = self::url();
		return '' !== $url && null !== self::network() && ( ! self::shares_cookies( $url ) || Networks::has_hub_elsewhere() );
	}

	/** @return Network|null null: no blog has a host of its own, or this one is not to take part */
	public static function network(): ?array {
		if ( false === self::$network ) {
			self::$network = self::define();
		}
		return self::$network;
	}

	/** Whether that is the main site, seen from a blog, or a blog, seen from the main site: up whenever this page is. */
	public static function is_peer( string $url ): bool {
		return isset( self::network()['peers'][ $url ] );
	}

	/** @return list<string> the blogs of this multisite with hosts of their own */
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
				'number'         => self::MOST,
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

	/** Both ends are this installation, so both can make the key; each blog has another one. */
	private static function key( string $blog ): string {
		return SiteKey::from_secret( 'usersync/plugin/blogs ' . SiteKey::make() . ' ' . $blog );
	}

	/** From its row, as the main site and the blog itself can tell alike without a look into the blog's options. */
	private static function url_of( \WP_Site $blog ): string {
		$core = Site::url();
		$home = untrailingslashit( network_home_url() );
		$core = str_starts_with( $core, $home ) ? substr( $core, strlen( $home ) ) : ''; // WordPress in a folder of its own.
		return Site::canonical( 'https://' . $blog->domain . untrailingslashit( $blog->path ) . $core );
	}

	private static function has_own_host( string $url ): bool {
		return Site::origin( $url ) !== Site::origin( Site::url() );
	}

	/** As far as another host can tell: a COOKIE_DOMAIN that is its own name says nothing of the others'. */
	public static function can_have_cookies( string $url ): bool {
		$domain = self::cookie_domain();
		return (string) wp_parse_url( Site::here(), PHP_URL_HOST ) === $domain || self::accepts_cookies( $url, $domain );
	}

	/** With a COOKIE_DOMAIN of another domain browsers take no cookie of WordPress from this blog at all. */
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
