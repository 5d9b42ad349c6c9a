<?php
/**
 * The networks of this site: stored here (NetworkStore), or defined by the server's administrator in a file. Networks are read,
 * decrypted and defined for the extension at first use in a request.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Network;

use UserSync\Plugin\Migration\Synchronizer;
use UserSync\Plugin\Multisite\Blogs;
use UserSync\Plugin\Site\Options;
use UserSync\Plugin\Site\Site;
use UserSync\UserSyncException;

/**
 * @phpstan-type Peer array{may: list<string>, administrators: bool, key_ids: list<string>, stored: bool}
 * @phpstan-type Network array{name: string, site: string, hub: string, is_hub: bool, peers: array<string, Peer>}
 */
final class Networks {

	/** @var array<string, Network>|null */
	private static ?array $defined = null;

	/** @var array<string, string> network name => why it could not be defined */
	private static array $problems = [];

	/** @return array<string, Network> */
	public static function all(): array {
		if ( null === self::$defined ) {
			self::define_stored();
			$defined = [];
			foreach ( self::names() as $name ) {
				$defined[ $name ] = self::describe( $name );
			}
			self::$defined = $defined;
		}
		return self::$defined;
	}

	/** @return Network|null */
	public static function get( string $name ): ?array {
		return self::all()[ $name ] ?? null;
	}

	/**
	 * The networks that browsers use at this host. A blog with its own host has only the network of its multisite. The other networks
	 * belong to the main site, which asks on behalf of the blog.
	 *
	 * @return array<string, Network>
	 */
	public static function here(): array {
		$blogs = Blogs::network();
		return ( '' === Blogs::url() ? self::all() : [] ) + ( null === $blogs ? [] : [ Blogs::NETWORK => $blogs ] );
	}

	/**
	 * The networks in which this host is a member, and asks the hub who is signed in.
	 *
	 * @return array<string, Network>
	 */
	public static function with_hub_elsewhere(): array {
		return array_filter( self::here(), static fn( array $network ): bool => ! $network['is_hub'] && '' !== $network['hub'] );
	}

	/**
	 * The networks to whose hub a new login on any host of this installation is pushed.
	 *
	 * @return list<string>
	 */
	public static function names_to_push(): array {
		$names = array_keys( array_filter( self::all(), static fn( array $network ): bool => ! $network['is_hub'] && '' !== $network['hub'] ) );
		return [ ...array_map( 'strval', $names ), ...( Blogs::is_on() ? [ Blogs::NETWORK ] : [] ) ];
	}

	/** Whether this host asks a hub. Decrypts no key, so it is cheap for page views. */
	public static function asks_a_hub(): bool {
		return '' === Blogs::url() ? self::has_hub_elsewhere() : Blogs::asks_main_site();
	}

	public static function has_hub_elsewhere(): bool {
		foreach ( NetworkStore::all() as $network ) {
			if ( [] !== $network['peers'] && Site::url() !== $network['hub'] ) {
				return true;
			}
		}
		return self::is_named_by_server() && [] !== array_diff( self::names_to_push(), [ Blogs::NETWORK ] );
	}

	/** Whether there is any network. Decrypts no key, so it is cheap for page views. */
	public static function any(): bool {
		return [] !== NetworkStore::all() || self::is_named_by_server();
	}

	/** Whether this site shares logins. */
	public static function share_logins(): bool {
		return ( self::any() || Blogs::is_on() ) && Options::bool( 'login_sync' ) && ! Synchronizer::is_active();
	}

	private static function is_named_by_server(): bool {
		$file = ini_get( 'usersync.networks' );
		return is_string( $file ) && '' !== $file;
	}

	/** @return array<string, string> */
	public static function problems(): array {
		self::all();
		return self::$problems;
	}

	/** Discards the networks in memory after the stored ones changed. */
	public static function forget(): void {
		self::$defined  = null;
		self::$problems = [];
	}

	/** Whether this site accepts logins of privileged accounts from this peer. */
	public static function trusts_with_administrators( string $network, string $peer ): bool {
		return Options::bool( 'sync_administrators' ) || ( self::all()[ $network ]['peers'][ $peer ]['administrators'] ?? false );
	}

	private static function define_stored(): void {
		foreach ( NetworkStore::all() as $name => $network ) {
			$peers = [];
			foreach ( $network['peers'] as $url => $peer ) {
				$key = NetworkStore::unseal( $peer['key'], $name, $url );
				if ( null === $key ) {
					self::$problems[ $name ] = sprintf(
						/* translators: %s: address of another site. */
						__( 'The key shared with %s cannot be decrypted, because the secrets in wp-config.php or the keyring were changed. Pair the sites again.', 'usersync' ),
						Site::label( $url )
					);
					continue;
				}
				$peers[ $url ] = [
					'keys'       => [ $key ],
					'may'        => $peer['may'],
					'logout_url' => Site::route( $url, 'logout' ),
				];
			}
			if ( [] === $peers ) {
				continue; // No usable peer yet.
			}
			try {
				usersync_network_define(
					$name,
					[
						'site'  => Site::url(),
						'hub'   => $network['hub'],
						'peers' => $peers,
					]
				);
			} catch ( UserSyncException | \ValueError $e ) {
				self::$problems[ $name ] = $e->getMessage();
			}
		}
	}

	/** @return list<string> */
	private static function names(): array {
		try {
			return array_values( array_diff( usersync_networks(), [ Blogs::NETWORK ] ) );
		} catch ( UserSyncException $e ) {
			self::$problems['usersync.networks'] = $e->getMessage();
			return [];
		}
	}

	/** @return Network */
	public static function describe( string $name ): array {
		$info   = usersync_network_info( $name );
		$stored = NetworkStore::all()[ $name ]['peers'] ?? [];
		$peers  = [];
		foreach ( $info['peers'] as $url => $peer ) {
			$peers[ $url ] = [
				'may'            => $peer['may'],
				'administrators' => $stored[ $url ]['administrators'] ?? false,
				'key_ids'        => $peer['key_ids'],
				'stored'         => isset( $stored[ $url ] ),
			];
		}
		$hub = $info['hub'];
		if ( null === $hub ) { // A network without a hub: the first peer with the permission "login" is asked.
			$with_login = array_filter( $peers, static fn( array $peer ): bool => in_array( 'login', $peer['may'], true ) );
			$hub        = array_key_first( $with_login ) ?? '';
		}
		return [
			'name'   => $name,
			'site'   => $info['site'],
			'hub'    => $hub,
			'is_hub' => $hub === $info['site'],
			'peers'  => $peers,
		];
	}
}
