<?php
/**
 * The entry of a login in the extension's index of logins: written at login, and checked from then on.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Login;

use UserSync\KeyringException;
use UserSync\Plugin\Network\Networks;
use UserSync\Plugin\Site\Log;
use UserSync\Plugin\Site\Site;
use UserSync\StorageException;
use UserSync\UserSyncException;

/**
 * @phpstan-import-type Data from LoginData
 * @phpstan-import-type Incoming from LoginData
 */
final class LoginIndex {

	/**
	 * Whether the network sessions of a token live. One that is merely not there, because the store was down when it began or has
	 * lost it since, is noted again: only what was ended refuses that.
	 *
	 * @param string               $verifier the name the token is stored under
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
						'ip'      => is_string( $session['ip'] ?? null ) ? $session['ip'] : '',
						'agent'   => is_string( $session['ua'] ?? null ) ? substr( $session['ua'], 0, 255 ) : '',
						'site'    => Site::here(),
						'event'   => '',
					]
				);
			}
		} catch ( StorageException | KeyringException | \ValueError ) { // @phpstan-ignore catch.neverThrown
			return true; // Nobody is logged out because a store is down.
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
			'agent'   => self::agent(),
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
			Log::problem( $e->getMessage() ); // People log in though the list of logins cannot be written.
		} catch ( UserSyncException ) {
			\WP_Session_Tokens::get_instance( $user )->destroy( $token ); // It was ended meanwhile.
		}
	}

	/** @param array<string, mixed> $session */
	public static function expiration( array $session ): int {
		return is_int( $session['expiration'] ?? null ) ? $session['expiration'] : time() + DAY_IN_SECONDS;
	}

	/**
	 * When the network session of a token is over at the latest, counted from its beginning.
	 *
	 * @param array<string, mixed> $session
	 */
	private static function latest_end( array $session, string $network ): int {
		$begun   = is_int( $session['login'] ?? null ) ? $session['login'] : time();
		$longest = '' === $network || isset( Networks::all()[ $network ] ) ? self::max_lifetime( $network ) : YEAR_IN_SECONDS;
		return min( self::expiration( $session ), $begun + $longest );
	}

	/** Seconds that a login can last in the index: in a network, no longer than there; else what the extension takes. */
	private static function max_lifetime( string $network ): int {
		return '' === $network ? YEAR_IN_SECONDS : usersync_network_info( $network )['lifetime'];
	}

	private static function agent(): string {
		return isset( $_SERVER['HTTP_USER_AGENT'] ) && is_string( $_SERVER['HTTP_USER_AGENT'] )
			? substr( sanitize_text_field( wp_unslash( $_SERVER['HTTP_USER_AGENT'] ) ), 0, 255 ) : '';
	}
}
