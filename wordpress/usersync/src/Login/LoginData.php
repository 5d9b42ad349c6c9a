<?php
/**
 * What the plugin keeps in the record of a WordPress login token: the login's sids (network session ids), where each came from, and to
 * which hubs the login was pushed.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Login;

use UserSync\Plugin\Network\Networks;
use UserSync\Plugin\Site\Base64Url;
use UserSync\Plugin\Site\Fields;

/**
 * @phpstan-type Data array{sids: list<string>, of: array<string, string>, auth_ms: int, hop: bool, hopped: list<string>, network: string}
 * @phpstan-type Incoming array{sid: string, network: string, issuer: string, subject: string, auth_ms: int}
 */
final class LoginData {

	/** Key of the plugin's data in the token's record. */
	public const KEY = 'usersync';

	/** @return Data|null */
	public static function of( mixed $session ): ?array {
		$data = is_array( $session ) ? $session[ self::KEY ] ?? null : null;
		if ( ! is_array( $data ) || ! is_array( $data['sids'] ?? null ) ) {
			return null;
		}
		$of = [];
		foreach ( is_array( $data['of'] ?? null ) ? $data['of'] : [] as $sid => $network ) {
			$of[ (string) $sid ] = is_string( $network ) ? $network : '';
		}
		return [
			'sids'    => Fields::texts( $data, 'sids' ),
			'of'      => $of,
			'auth_ms' => Fields::int( $data, 'auth_ms' ),
			'hop'     => ! empty( $data['hop'] ),
			'hopped'  => Fields::texts( $data, 'hopped' ),
			'network' => Fields::text( $data, 'network' ),
		];
	}

	/**
	 * The sids of a login that may be sent to a network: those created here, and those received through that network. A site of two
	 * networks never forwards a login from one to the other.
	 *
	 * @param Data $data
	 * @return list<string>
	 */
	public static function sids_in( array $data, string $network ): array {
		return array_values( array_filter( $data['sids'], static fn( string $sid ): bool => in_array( $data['of'][ $sid ] ?? '', [ '', $network ], true ) ) );
	}

	/** Notes that the current login was pushed to the hub of a network, or that this failed for good. Empty: for all networks. */
	public static function mark_pushed( string $network = '' ): void {
		$all = Networks::names_to_push();
		self::update(
			static function ( array $data ) use ( $network, $all ): array {
				$hopped  = '' === $network ? [] : [ ...$data['hopped'], $network ];
				$pending = '' === $network ? [] : array_diff( $all, $hopped );
				return [
					'hop'    => $data['hop'] && [] !== $pending,
					'hopped' => [] === $pending ? [] : $hopped,
				] + $data;
			}
		);
	}

	/** @param callable( Data ): array<string, mixed> $change */
	public static function update( callable $change ): void {
		$token   = wp_get_session_token();
		$tokens  = \WP_Session_Tokens::get_instance( get_current_user_id() );
		$session = '' === $token ? null : $tokens->get( $token );
		$data    = self::of( $session );
		if ( is_array( $session ) && null !== $data ) {
			$session[ self::KEY ] = $change( $data );
			$tokens->update( $token, $session );
		}
	}

	public static function new_sid(): string {
		return Base64Url::encode( random_bytes( 16 ) );
	}
}
