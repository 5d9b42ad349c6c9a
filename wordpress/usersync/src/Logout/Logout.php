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

	/** Above zero: logins end because a peer said so, and who is told is decided there. */
	private static int $suppressed = 0;

	/**
	 * Some logins of a user ended here.
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
	 * Other logins here that live as long as one of these sids: a browser has two at hosts of one multisite, or came twice with the same.
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
	 * All logins of a user ended here, and are to end everywhere.
	 *
	 * @param array<array-key, mixed> $sessions
	 */
	public static function on_all_logins_ended( int $user, array $sessions ): void {
		if ( self::$suppressed > 0 ) {
			return;
		}
		$sids = self::sids( $sessions );
		try {
			foreach ( array_keys( Networks::all() ) as $network ) { // What this site vouched for is void, wherever it is.
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
		// Each peer knows which of its users is ours, by his id here or by one of his logins.
		foreach ( array_keys( Networks::all() ) as $network ) {
			$fitting = array_keys( array_filter( $sids, static fn( string $of ): bool => in_array( $of, [ '', $network ], true ) ) );
			foreach ( [] === $fitting ? [ '' ] : array_slice( $fitting, -20 ) as $sid ) {
				self::notify_peers( (string) $user, $sid, '', $network );
			}
		}
	}

	/**
	 * @param array<array-key, mixed> $sessions
	 * @return array<string, string> sid => the network it came through; empty for one that was made here
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
	 * What a peer's logout ended in the index, ended in WordPress too; and nobody is told again by that.
	 *
	 * @param list<string> $users
	 * @param list<string> $verifiers
	 * @return array<string, string> further sids that ended with them => the network each came through, as in sids()
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
	 * Tells whom it concerns: a member its hub, the hub its members.
	 *
	 * @param string $sub this site's id of the user, whose logins all ended, $sid being one of them; empty: the login $sid alone
	 * @param string $but the peer that told us
	 * @param string $in the one network that $sid means something in; empty: each
	 */
	public static function notify_peers( string $sub, string $sid, string $but = '', string $in = '' ): void {
		foreach ( Networks::all() as $name => $network ) {
			if ( '' !== $in && $in !== $name ) {
				continue;
			}
			$peers = $network['is_hub'] ? array_keys( $network['peers'] ) : [ $network['hub'] ];
			foreach ( array_diff( $peers, [ $but, '' ] ) as $peer ) {
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
