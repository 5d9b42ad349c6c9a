<?php
/**
 * The networks stored in this site's options. Keys are stored encrypted.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Network;

use UserSync\Plugin\Site\SealedText;
use UserSync\Plugin\Site\Site;
use UserSync\Plugin\Site\StoredOption;
use UserSync\UserSyncException;

/**
 * @phpstan-type StoredPeer array{key: string, may: list<string>, administrators: bool, since: int}
 * @phpstan-type StoredNetwork array{hub: string, peers: array<string, StoredPeer>}
 */
final class NetworkStore {

	public const OPTION = 'usersync_networks';

	public static function create( string $name ): void {
		$stored          = self::all();
		$stored[ $name ] = [
			'hub'   => Site::url(),
			'peers' => [],
		];
		self::store( $stored );
	}

	public static function remove( string $name ): void {
		$stored = self::all();
		unset( $stored[ $name ] );
		self::store( $stored );
	}

	/** @param list<string> $may */
	public static function add_peer( string $name, string $hub, string $peer, #[\SensitiveParameter] string $key, array $may ): void {
		$stored = self::all();

		$stored[ $name ]                 ??= [
			'hub'   => $hub,
			'peers' => [],
		];
		$stored[ $name ]['peers'][ $peer ] = [
			'key'            => SealedText::seal( $key, self::context( $name, $peer ) ),
			'may'            => $may,
			'administrators' => false,
			'since'          => time(),
		];
		self::store( $stored );
	}

	/** @param list<string> $may */
	public static function change_peer( string $name, string $peer, array $may, bool $administrators ): void {
		$stored = self::all();
		if ( isset( $stored[ $name ]['peers'][ $peer ] ) ) {
			$stored[ $name ]['peers'][ $peer ]['may']            = $may;
			$stored[ $name ]['peers'][ $peer ]['administrators'] = $administrators;
			self::store( $stored );
		}
	}

	public static function remove_peer( string $name, string $peer ): void {
		$stored = self::all();
		unset( $stored[ $name ]['peers'][ $peer ] );
		self::store( $stored );
	}

	/** @return array<string, StoredNetwork> */
	public static function all(): array {
		$networks = [];
		foreach ( StoredOption::get( self::OPTION ) as $name => $network ) {
			if ( ! is_array( $network ) || ! is_string( $network['hub'] ?? null ) || ! is_array( $network['peers'] ?? null ) ) {
				continue;
			}
			$peers = [];
			foreach ( $network['peers'] as $url => $peer ) {
				if ( is_array( $peer ) && is_string( $peer['key'] ?? null ) ) {
					$peers[ (string) $url ] = [
						'key'            => $peer['key'],
						'may'            => array_values( array_filter( (array) ( $peer['may'] ?? [] ), 'is_string' ) ),
						'administrators' => ! empty( $peer['administrators'] ),
						'since'          => is_int( $peer['since'] ?? null ) ? $peer['since'] : 0,
					];
				}
			}
			$networks[ (string) $name ] = [
				'hub'   => $network['hub'],
				'peers' => $peers,
			];
		}
		return $networks;
	}

	/** @param array<string, StoredNetwork> $networks */
	private static function store( array $networks ): void {
		// Autoloaded, because every page view reads it; it is small.
		StoredOption::set( self::OPTION, $networks, true );
		Networks::forget();
	}

	public static function unseal( string $sealed, string $network, string $peer ): ?string {
		try {
			return SealedText::open( $sealed, self::context( $network, $peer ) );
		} catch ( UserSyncException ) {
			return null;
		}
	}

	/** Additional data of the encryption: a key copied to another pair's row cannot be decrypted there. */
	private static function context( string $network, string $peer ): string {
		return "usersync/plugin/pair $network $peer";
	}
}
