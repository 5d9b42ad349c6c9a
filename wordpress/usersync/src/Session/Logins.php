<?php
/**
 * The logins of a user: those in the extension's index, and WordPress logins older than the plugin. The user's name in the index is the
 * user id as text.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Session;

use UserSync\Plugin\Login\LoginData;
use UserSync\Plugin\Logout\Logout;
use UserSync\Plugin\Logout\TokenStoreListener;
use UserSync\Plugin\Site\Fields;
use UserSync\Plugin\Site\Log;
use UserSync\UserSyncException;
use WP_Session_Tokens;

/**
 * A login. Its sid is empty if it is older than the plugin; it can then be ended only together with all others. Times are Unix seconds.
 *
 * @phpstan-type Login array{user: int, sid: string, since: int, seen: int, expires: int, ip: string, agent: string, site: string,
 *   network: string, issuer: string, label: string, php: bool, current: bool}
 * @phpstan-type Event array{event: string, time: int, sid: string, ip: string, agent: string, site: string, network: string}
 */
final class Logins {

	/**
	 * @return list<Login> newest first; a network session with several login tokens on this site once
	 */
	public static function of( int $user ): array {
		$logins    = [];
		$own_token = get_current_user_id() === $user ? wp_get_session_token() : '';
		$own_token = '' === $own_token ? '' : hash( 'sha256', $own_token );
		foreach ( self::index( $user ) as $found ) {
			$sid     = $found['sid'];
			$current = $found['current'] || ( '' !== $own_token && $found['session'] === $own_token );
			if ( isset( $logins[ $sid ] ) ) {
				$logins[ $sid ]['current'] = $logins[ $sid ]['current'] || $current;
				continue;
			}
			$logins[ $sid ] = [
				'user'    => $user,
				'sid'     => $sid,
				'since'   => $found['created'],
				'seen'    => $found['last_seen'],
				'expires' => $found['expires'],
				'ip'      => $found['ip'],
				'agent'   => $found['agent'],
				'site'    => $found['site'],
				'network' => $found['network'],
				'issuer'  => $found['issuer'],
				'label'   => $found['label'],
				'php'     => 'php' === $found['kind'],
				'current' => $current,
			];
		}
		return [ ...array_values( $logins ), ...self::not_in_index( $user ) ];
	}

	/** @return list<Event> newest first */
	public static function history( int $user, int $limit = 50, int $offset = 0 ): array {
		try {
			return usersync_session_history( (string) $user, $limit, $offset );
		} catch ( UserSyncException $e ) {
			Log::problem( $e->getMessage() );
			return [];
		}
	}

	/** Ends one login at all sites of its networks. */
	public static function end( int $user, string $sid ): bool {
		$verifiers = [];
		foreach ( self::index( $user ) as $found ) {
			if ( $found['sid'] === $sid && null !== $found['session'] ) {
				$verifiers[] = $found['session'];
			}
		}
		try {
			$ended = usersync_session_destroy(
				(string) $user,
				$sid,
				[
					'ip'   => usersync_client_ip(),
					'site' => home_url(),
				]
			);
		} catch ( UserSyncException $e ) {
			Log::problem( $e->getMessage() );
			$ended = false;
		}
		$tokens  = WP_Session_Tokens::get_instance( $user );
		$dropped = $tokens instanceof TokenStoreListener ? $tokens->remove_sessions( $verifiers ) : [];
		Logout::on_logins_ended( $user, $dropped );
		if ( $ended && [] === $dropped ) {
			Logout::notify_peers( '', $sid );
		}
		return $ended || [] !== $dropped;
	}

	/** @return int the number of known logins; all logins of the user are ended, at all sites */
	public static function end_all( int $user ): int {
		$count = count( self::of( $user ) );
		WP_Session_Tokens::get_instance( $user )->destroy_all(); // TokenStoreListener reports it to Logout.
		return $count;
	}

	/**
	 * @return list<array{sid: string, kind: string, session: ?string, created: int, last_seen: int, expires: int, ip: string,
	 *   agent: string, site: string, network: string, issuer: string, subject: string, label: string, current: bool}>
	 */
	private static function index( int $user ): array {
		try {
			return usersync_session_list( (string) $user );
		} catch ( UserSyncException $e ) {
			Log::problem( $e->getMessage() );
			return [];
		}
	}

	/** @return list<Login> */
	private static function not_in_index( int $user ): array {
		$logins = [];
		foreach ( WP_Session_Tokens::get_instance( $user )->get_all() as $session ) {
			if ( ! is_array( $session ) || null !== LoginData::of( $session ) ) {
				continue;
			}
			$since    = Fields::int( $session, 'login' );
			$logins[] = [
				'user'    => $user,
				'sid'     => '',
				'since'   => $since,
				'seen'    => $since,
				'expires' => Fields::int( $session, 'expiration' ),
				'ip'      => Fields::text( $session, 'ip' ),
				'agent'   => Fields::text( $session, 'ua' ),
				'site'    => '',
				'network' => '',
				'issuer'  => '',
				'label'   => '',
				'php'     => false,
				'current' => false,
			];
		}
		return $logins;
	}
}
