<?php
/**
 * Single logout: a login that ends here ends its network session, and the peers are notified.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Logout;

use UserSync\Plugin\Login\LoginData;
use UserSync\Plugin\Login\LoginRecord;
use UserSync\Plugin\Network\Networks;
use UserSync\Plugin\Site\Log;
use UserSync\UserSyncException;

final class Logout {

	/** Above zero while logins end because of a peer's logout. LogoutEndpoint then decides which peers are notified. */
	private static int $suppressed = 0;

	/**
	 * Some logins of a user ended on this site.
	 *
	 * @param array<array-key, mixed> $sessions their records in the token store
	 */
	public static function on_logins_ended( int $user, array $sessions ): void {
		if ( self::$suppressed > 0 ) {
			return;
		}
		foreach ( self::sids( $sessions ) as $sid => $network ) {
			if ( LoginRecord::is_incoming_sid( (string) $sid ) ) {
				continue;
			}
			self::revoke( $user, $sid );
			self::notify_peers( '', $sid, '', $network );
		}
		self::end_logins_sharing_sids( $user, self::sids( $sessions ) );
	}

	/**
	 * Ends other logins on this site that have one of these sids. A browser can have two at hosts of one multisite, or can receive the same
	 * login twice.
	 *
	 * @param array<string, string> $sids
	 */
	private static function end_logins_sharing_sids( int $user, array $sids ): void {
		$tokens = \WP_Session_Tokens::get_instance( $user );
		$shared = $tokens instanceof TokenStoreListener ? $tokens->verifiers_of_sids( array_keys( $sids ) ) : [];
		if ( [] !== $shared ) {
			foreach ( array_diff_key( self::remove_tokens( [ (string) $user ], $shared ), $sids ) as $sid => $network ) {
				self::notify_peers( '', $sid, '', $network );
			}
		}
	}

	/**
	 * All logins of a user ended on this site, so they end at all sites.
	 *
	 * @param array<array-key, mixed> $sessions
	 */
	public static function on_all_logins_ended( int $user, array $sessions ): void {
		if ( self::$suppressed > 0 ) {
			return;
		}
		$sids = self::sids( $sessions );
		try {
			foreach ( array_keys( Networks::all() ) as $network ) { // Logins that this site passed on are void at every peer.
				usersync_session_destroy_all(
					(string) $user,
					[
						'network' => $network,
						'issuer'  => true,
					]
				);
			}
			usersync_session_destroy_all( (string) $user );
		} catch ( UserSyncException $e ) {
			Log::problem( $e->getMessage() );
		}
		// A peer recognises the user by the id on this site or by one of the sids.
		foreach ( array_keys( Networks::all() ) as $network ) {
			$matching = array_keys( array_filter( $sids, static fn( string $of ): bool => in_array( $of, [ '', $network ], true ) ) );
			foreach ( [] === $matching ? [ '' ] : array_slice( $matching, -20 ) as $sid ) {
				self::notify_peers( (string) $user, $sid, '', $network );
			}
		}
	}

	/**
	 * @param array<array-key, mixed> $sessions
	 * @return array<string, string> sid => the network through which it was received; empty if created here
	 */
	private static function sids( array $sessions ): array {
		$sids = [];
		foreach ( $sessions as $session ) {
			$note = LoginData::of( $session );
			foreach ( $note['sids'] ?? [] as $sid ) {
				$sids[ $sid ] = $note['of'][ $sid ] ?? '';
			}
		}
		return $sids;
	}

	/**
	 * Removes the WordPress logins that a peer's logout ended in the index, without notifying peers again.
	 *
	 * @param list<string> $users
	 * @param list<string> $verifiers
	 * @return array<string, string> further sids of the removed logins => network, as in sids()
	 */
	public static function remove_tokens( array $users, array $verifiers ): array {
		$sids = [];
		++self::$suppressed;
		try {
			foreach ( $users as $user ) {
				$tokens = \WP_Session_Tokens::get_instance( (int) $user );
				if ( $tokens instanceof TokenStoreListener ) {
					$sids += self::sids( $tokens->remove_sessions( $verifiers ) );
				}
			}
		} finally {
			--self::$suppressed;
		}
		foreach ( array_keys( $sids ) as $sid ) {
			self::revoke( (int) ( $users[0] ?? 0 ), $sid );
		}
		return $sids;
	}

	/**
	 * Queues a logout for the peers: a member notifies its hub, a hub its members.
	 *
	 * @param string $sub this site's user id if all logins of the user ended, $sid being one of them; empty: only the login $sid
	 * @param string $except the peer that sent this logout
	 * @param string $only the only network to notify; empty: all networks
	 */
	public static function notify_peers( string $sub, string $sid, string $except = '', string $only = '' ): void {
		foreach ( Networks::all() as $name => $network ) {
			if ( '' !== $only && $only !== $name ) {
				continue;
			}
			$peers = $network['is_hub'] ? array_keys( $network['peers'] ) : [ $network['hub'] ];
			foreach ( array_diff( $peers, [ $except, '' ] ) as $peer ) {
				LogoutQueue::add( $name, $peer, $sub, $sid, FrontChannelLogout::browser_id() );
			}
		}
	}

	private static function revoke( int $user, string $sid ): void {
		try {
			usersync_session_destroy( (string) $user, $sid );
		} catch ( UserSyncException $e ) {
			Log::problem( $e->getMessage() );
		}
	}
}
