<?php
/**
 * Ties WordPress' own login tokens to network sessions: every cookie login has at least one sid, kept in its token's record.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Login;

use UserSync\KeyringException;
use UserSync\Plugin\Multisite\Blogs;
use UserSync\Plugin\Network\Networks;
use UserSync\Plugin\Site\Log;
use UserSync\Plugin\Site\Site;
use UserSync\StorageException;
use UserSync\UserSyncException;

/**
 * @phpstan-type Note array{sids: list<string>, of: array<string, string>, auth_ms: int, hop: bool, hopped: list<string>, network: string}
 * @phpstan-type Arriving array{sid: string, network: string, issuer: string, subject: string, auth_ms: int}
 */
final class LoginRecord {

	/** Key of ours in the token's record. */
	public const KEY = 'usersync';

	/**
	 * The login that a peer vouches for, while its cookies are made.
	 *
	 * @var Arriving|null
	 */
	private static ?array $arriving = null;

	private static bool $is_again = false;

	/** The sid that a peer vouched for in this request. */
	private static string $arrived = '';

	/** @var array<string, true> tokens bound in this request */
	private static array $bound = [];

	public static function register(): void {
		add_filter( 'attach_session_information', [ self::class, 'add_data' ] );
		add_action( 'set_logged_in_cookie', [ self::class, 'bind_new_login' ], 10, 6 );
	}

	/**
	 * Logs in whom a peer vouched for.
	 *
	 * @param Arriving $arriving
	 */
	public static function log_in( \WP_User $user, bool $remember, array $arriving ): void {
		self::$arriving = $arriving;
		self::$arrived  = $arriving['sid'];
		try {
			wp_set_auth_cookie( $user->ID, $remember );
		} finally {
			self::$arriving = null;
		}
	}

	/** The cookies of a login that exists, for one more host of this multisite. */
	public static function log_in_with_token( \WP_User $user, bool $remember, #[\SensitiveParameter] string $token ): void {
		self::$bound[ $token ] = true;
		self::$is_again        = true;
		try {
			wp_set_auth_cookie( $user->ID, $remember, '', $token );
		} finally {
			self::$is_again = false;
		}
	}

	/** Whether a login is the one that came from a peer just now. A plugin that asks for a second factor then ends the token here: not the login there. */
	public static function is_incoming_sid( string $sid ): bool {
		return '' !== $sid && self::$arrived === $sid;
	}

	public static function is_incoming(): bool {
		return null !== self::$arriving || self::$is_again;
	}

	/**
	 * Runs while the token is made, whose value nobody knows yet.
	 *
	 * @param array<string, mixed> $session
	 * @return array<string, mixed>
	 */
	public static function add_data( array $session ): array {
		$session[ self::KEY ] = [
			'sids'    => [ self::$arriving['sid'] ?? self::new_sid() ],
			'of'      => null === self::$arriving ? [] : [ self::$arriving['sid'] => self::$arriving['network'] ],
			'auth_ms' => (int) ( microtime( true ) * 1000 ),
			'hop'     => null === self::$arriving, // The other sites have yet to hear of it.
			'hopped'  => Blogs::is_on() && '' === Blogs::url() ? [ Blogs::NETWORK ] : [], // Made where the blogs ask.
			'network' => self::$arriving['network'] ?? '',
		];
		return $session;
	}

	/** The one hook that every login by cookie passes. WordPress issues the same token again when a password changes. */
	public static function bind_new_login( string $cookie, int $expire, int $expiration, int $user, string $scheme, string $token ): void {
		if ( isset( self::$bound[ $token ] ) ) {
			return;
		}
		self::$bound[ $token ] = true;
		$session               = \WP_Session_Tokens::get_instance( $user )->get( $token );
		$note                  = self::data( $session );
		if ( null !== $note ) {
			foreach ( $note['sids'] as $sid ) {
				self::bind( $user, $sid, $token, $expiration, self::$arriving );
			}
		}
	}

	/** @return Note|null */
	public static function data( mixed $session ): ?array {
		$note = is_array( $session ) ? $session[ self::KEY ] ?? null : null;
		if ( ! is_array( $note ) || ! is_array( $note['sids'] ?? null ) ) {
			return null;
		}
		$of = [];
		foreach ( is_array( $note['of'] ?? null ) ? $note['of'] : [] as $sid => $network ) {
			$of[ (string) $sid ] = is_string( $network ) ? $network : '';
		}
		return [
			'sids'    => array_values( array_filter( $note['sids'], 'is_string' ) ),
			'of'      => $of,
			'auth_ms' => is_int( $note['auth_ms'] ?? null ) ? $note['auth_ms'] : 0,
			'hop'     => ! empty( $note['hop'] ),
			'hopped'  => array_values( array_filter( is_array( $note['hopped'] ?? null ) ? $note['hopped'] : [], 'is_string' ) ),
			'network' => is_string( $note['network'] ?? null ) ? $note['network'] : '',
		];
	}

	/**
	 * What the current login is in the network; made now for one from before this plugin.
	 *
	 * @return Note|null null: nobody is logged in by cookie
	 */
	public static function current(): ?array {
		$token = wp_get_session_token();
		$user  = get_current_user_id();
		if ( '' === $token || 0 === $user ) {
			return null;
		}
		$tokens  = \WP_Session_Tokens::get_instance( $user );
		$session = $tokens->get( $token );
		if ( ! is_array( $session ) ) {
			return null;
		}
		$note = self::data( $session );
		if ( null === $note || [] === $note['sids'] ) {
			$note                 = self::data( self::add_data( [] ) );
			$note                 = null === $note ? null : [ 'hop' => false ] + $note;
			$session[ self::KEY ] = $note;
			$tokens->update( $token, $session );
			self::bind( $user, $note['sids'][0] ?? '', $token, self::expiration( $session ), null );
		}
		return $note;
	}

	/**
	 * The sids of a login that mean something in a network: those made here, and those that came through it. A site of two networks
	 * vouches in neither for what it knows from the other.
	 *
	 * @param Note $note
	 * @return list<string>
	 */
	public static function sids_in( array $note, string $network ): array {
		return array_values( array_filter( $note['sids'], static fn( string $sid ): bool => in_array( $note['of'][ $sid ] ?? '', [ '', $network ], true ) ) );
	}

	/** The other sites of a network have heard of this login, or cannot; empty: of all networks. */
	public static function mark_pushed( string $network = '' ): void {
		$all = Networks::names_to_push();
		self::update_data(
			static function ( array $note ) use ( $network, $all ): array {
				$hopped = '' === $network ? [] : [ ...$note['hopped'], $network ];
				$left   = '' === $network ? [] : array_diff( $all, $hopped );
				return [
					'hop'    => $note['hop'] && [] !== $left,
					'hopped' => [] === $left ? [] : $hopped,
				] + $note;
			}
		);
	}

	/**
	 * The person logged in here is the one a peer vouches for: this login and the peer's end together from now on.
	 *
	 * @param Arriving $arriving
	 */
	public static function link_peer_login( array $arriving ): void {
		$token   = wp_get_session_token();
		$user    = get_current_user_id();
		$session = \WP_Session_Tokens::get_instance( $user )->get( $token );
		if ( ! is_array( $session ) ) {
			return;
		}
		self::bind( $user, $arriving['sid'], $token, self::expiration( $session ), $arriving );
		self::update_data(
			static function ( array $note ) use ( $arriving ): array {
				$sids = array_slice( array_values( array_unique( [ ...$note['sids'], $arriving['sid'] ] ) ), -8 );
				$of   = in_array( $arriving['sid'], $note['sids'], true ) ? [] : [ $arriving['sid'] => $arriving['network'] ];
				return [
					'sids' => $sids,
					'of'   => array_intersect_key( $of + $note['of'], array_flip( $sids ) ),
				] + $note;
			}
		);
		self::mark_pushed( $arriving['network'] );
	}

	/**
	 * Another login of the same person, in the same browser, at another host of this multisite: this one ends with it.
	 */
	public static function link_own_login( #[\SensitiveParameter] string $token ): void {
		$note = self::data( \WP_Session_Tokens::get_instance( get_current_user_id() )->get( $token ) );
		if ( null === $note || wp_get_session_token() === $token ) {
			return;
		}
		self::update_data(
			static function ( array $mine ) use ( $note ): array {
				$sids = array_slice( array_values( array_unique( [ ...$note['sids'], ...$mine['sids'] ] ) ), -8 );
				return [
					'sids' => $sids,
					'of'   => array_intersect_key( $mine['of'] + $note['of'], array_flip( $sids ) ),
				] + $mine;
			}
		);
	}

	/**
	 * Whether the network sessions of a token live. One that is merely not there, because the store was down when it began or has
	 * lost it since, is noted again: only what was ended refuses that.
	 *
	 * @param string               $verifier the name the token is stored under
	 * @param array<string, mixed> $session
	 */
	public static function is_alive( int $user, string $verifier, array $session ): bool {
		$note = self::data( $session );
		try {
			foreach ( $note['sids'] ?? [] as $sid ) {
				if ( usersync_session_alive( $sid ) ) {
					continue;
				}
				$until = self::latest_end( $session, $note['network'] ?? '' );
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

	/** @param Arriving|null $arriving */
	private static function bind( int $user, string $sid, #[\SensitiveParameter] string $token, int $expiration, ?array $arriving ): void {
		$info = [
			'sid'     => $sid,
			'session' => hash( 'sha256', $token ),
			'expires' => min( $expiration, time() + self::max_lifetime( $arriving['network'] ?? '' ) ),
			'ip'      => usersync_client_ip(),
			'agent'   => self::agent(),
			'site'    => Site::here(),
			'event'   => null === $arriving ? 'login' : 'sync',
		];
		if ( null !== $arriving ) {
			$info = [
				'network' => $arriving['network'],
				'issuer'  => $arriving['issuer'],
				'subject' => $arriving['subject'],
				'auth_ms' => $arriving['auth_ms'],
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

	/** Seconds that a login can last in the index: in a network, no longer than there; else what the extension takes. */
	private static function max_lifetime( string $network ): int {
		return '' === $network ? YEAR_IN_SECONDS : usersync_network_info( $network )['lifetime'];
	}

	/** @param callable( Note ): array<string, mixed> $change */
	private static function update_data( callable $change ): void {
		$token   = wp_get_session_token();
		$tokens  = \WP_Session_Tokens::get_instance( get_current_user_id() );
		$session = '' === $token ? null : $tokens->get( $token );
		$note    = self::data( $session );
		if ( is_array( $session ) && null !== $note ) {
			$session[ self::KEY ] = $change( $note );
			$tokens->update( $token, $session );
		}
	}

	/** @param array<string, mixed> $session */
	private static function expiration( array $session ): int {
		return is_int( $session['expiration'] ?? null ) ? $session['expiration'] : time() + DAY_IN_SECONDS;
	}

	private static function agent(): string {
		return isset( $_SERVER['HTTP_USER_AGENT'] ) && is_string( $_SERVER['HTTP_USER_AGENT'] )
			? substr( sanitize_text_field( wp_unslash( $_SERVER['HTTP_USER_AGENT'] ) ), 0, 255 ) : '';
	}

	private static function new_sid(): string {
		// phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.obfuscation_base64_encode -- 16 random bytes as the tokens carry them
		return rtrim( strtr( base64_encode( random_bytes( 16 ) ), '+/', '-_' ), '=' );
	}
}
