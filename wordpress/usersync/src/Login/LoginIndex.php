<?php
/**
 * The entry of a login in the extension's index of logins: written at login, and checked from then on.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Login;

use UserSync\KeyringException;
use UserSync\Plugin\Network\Networks;
use UserSync\Plugin\Site\Fields;
use UserSync\Plugin\Site\Log;
use UserSync\Plugin\Site\Request;
use UserSync\Plugin\Site\Site;
use UserSync\StorageException;
use UserSync\UserSyncException;

/**
 * @phpstan-import-type Data from LoginData
 * @phpstan-import-type Incoming from LoginData
 */
final class LoginIndex {

	/**
	 * Whether the network sessions of a token are alive. A session that is missing from the index is bound again: the store may have been
	 * down at login, or may have lost the entry. Binding fails only for a session that was ended.
	 *
	 * @param string               $verifier the hash under which the token is stored
	 * @param array<string, mixed> $session
	 */
	public static function is_alive( int $user, string $verifier, array $session ): bool {
		$data = LoginData::of( $session );
		try {
			foreach ( $data['sids'] ?? [] as $sid ) {
				if ( usersync_session_alive( $sid ) ) {
					continue;
				}
				$until = self::latest_end( $session, $data['network'] ?? '' );
				if ( $until <= time() ) {
					return false;
				}
				usersync_session_bind(
					(string) $user,
					[
						'sid'     => $sid,
						'session' => $verifier,
						'expires' => $until,
						'ip'      => Fields::text( $session, 'ip' ),
						'agent'   => substr( Fields::text( $session, 'ua' ), 0, 255 ),
						'site'    => Site::here(),
						'event'   => '',
					]
				);
			}
		} catch ( StorageException | KeyringException | \ValueError ) { // @phpstan-ignore catch.neverThrown
			return true; // A store that is down logs nobody out.
		} catch ( UserSyncException ) {
			return false;
		}
		return true;
	}

	/** @param Incoming|null $incoming */
	public static function bind( int $user, string $sid, #[\SensitiveParameter] string $token, int $expiration, ?array $incoming ): void {
		$info = [
			'sid'     => $sid,
			'session' => hash( 'sha256', $token ),
			'expires' => min( $expiration, time() + self::max_lifetime( $incoming['network'] ?? '' ) ),
			'ip'      => usersync_client_ip(),
			'agent'   => substr( Request::header( 'HTTP_USER_AGENT' ), 0, 255 ),
			'site'    => Site::here(),
			'event'   => null === $incoming ? 'login' : 'sync',
		];
		if ( null !== $incoming ) {
			$info = [
				'network' => $incoming['network'],
				'issuer'  => $incoming['issuer'],
				'subject' => $incoming['subject'],
				'auth_ms' => $incoming['auth_ms'],
			] + $info;
		}
		try {
			usersync_session_bind( (string) $user, $info );
			AliveCheck::mark_checked( $user, $info['session'] );
		} catch ( StorageException | KeyringException | \ValueError $e ) { // @phpstan-ignore catch.neverThrown
			Log::problem( $e->getMessage() ); // A login succeeds even if the index cannot be written.
		} catch ( UserSyncException ) {
			\WP_Session_Tokens::get_instance( $user )->destroy( $token ); // The login was ended in the meantime.
		}
	}

	/** @param array<string, mixed> $session */
	public static function expiration( array $session ): int {
		return Fields::int( $session, 'expiration', time() + DAY_IN_SECONDS );
	}

	/**
	 * The latest end (Unix seconds) of a token's network session, counted from the login.
	 *
	 * @param array<string, mixed> $session
	 */
	private static function latest_end( array $session, string $network ): int {
		$login    = Fields::int( $session, 'login', time() );
		$lifetime = '' === $network || isset( Networks::all()[ $network ] ) ? self::max_lifetime( $network ) : YEAR_IN_SECONDS;
		return min( self::expiration( $session ), $login + $lifetime );
	}

	/** @return int the longest lifetime (s) of a login in the index: that of its network, or one year for a login made here */
	private static function max_lifetime( string $network ): int {
		return '' === $network ? YEAR_IN_SECONDS : usersync_network_info( $network )['lifetime'];
	}
}
