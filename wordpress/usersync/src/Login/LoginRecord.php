<?php
/**
 * Connects WordPress' login tokens to network sessions. Every cookie login has at least one sid, kept in its token's record.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Login;

use UserSync\Plugin\Multisite\Blogs;

/**
 * @phpstan-import-type Data from LoginData
 * @phpstan-import-type Incoming from LoginData
 */
final class LoginRecord {

	/**
	 * The login that a peer vouches for, while its cookies are made.
	 *
	 * @var Incoming|null
	 */
	private static ?array $incoming = null;

	private static bool $has_token = false;

	/** The sid that a peer vouched for in this request. */
	private static string $incoming_sid = '';

	/** @var array<string, true> tokens bound in this request */
	private static array $bound = [];

	public static function register(): void {
		add_filter( 'attach_session_information', [ self::class, 'add_data' ] );
		add_action( 'set_logged_in_cookie', [ self::class, 'bind_new_login' ], 10, 6 );
	}

	/**
	 * Logs in whom a peer vouched for.
	 *
	 * @param Incoming $incoming
	 */
	public static function log_in( \WP_User $user, bool $remember, array $incoming ): void {
		self::$incoming     = $incoming;
		self::$incoming_sid = $incoming['sid'];
		try {
			wp_set_auth_cookie( $user->ID, $remember );
		} finally {
			self::$incoming = null;
		}
	}

	/** The cookies of a login that exists, for one more host of this multisite. */
	public static function log_in_with_token( \WP_User $user, bool $remember, #[\SensitiveParameter] string $token ): void {
		self::$bound[ $token ] = true;
		self::$has_token       = true;
		try {
			wp_set_auth_cookie( $user->ID, $remember, '', $token );
		} finally {
			self::$has_token = false;
		}
	}

	/** Whether a login is the one that came from a peer just now. A plugin that asks for a second factor then ends the token here: not the login there. */
	public static function is_incoming_sid( string $sid ): bool {
		return '' !== $sid && self::$incoming_sid === $sid;
	}

	public static function is_incoming(): bool {
		return null !== self::$incoming || self::$has_token;
	}

	/**
	 * Runs while the token is made, whose value nobody knows yet.
	 *
	 * @param array<string, mixed> $session
	 * @return array<string, mixed>
	 */
	public static function add_data( array $session ): array {
		$session[ LoginData::KEY ] = [
			'sids'    => [ self::$incoming['sid'] ?? LoginData::new_sid() ],
			'of'      => null === self::$incoming ? [] : [ self::$incoming['sid'] => self::$incoming['network'] ],
			'auth_ms' => (int) ( microtime( true ) * 1000 ),
			'hop'     => null === self::$incoming, // The other sites have yet to hear of it.
			'hopped'  => Blogs::is_on() && '' === Blogs::url() ? [ Blogs::NETWORK ] : [], // Made where the blogs ask.
			'network' => self::$incoming['network'] ?? '',
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
		$data                  = LoginData::of( $session );
		if ( null !== $data ) {
			foreach ( $data['sids'] as $sid ) {
				LoginIndex::bind( $user, $sid, $token, $expiration, self::$incoming );
			}
		}
	}

	/**
	 * What the current login is in the network; made now for one from before this plugin.
	 *
	 * @return Data|null null: nobody is logged in by cookie
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
		$data = LoginData::of( $session );
		if ( null === $data || [] === $data['sids'] ) {
			$data                      = LoginData::of( self::add_data( [] ) );
			$data                      = null === $data ? null : [ 'hop' => false ] + $data;
			$session[ LoginData::KEY ] = $data;
			$tokens->update( $token, $session );
			LoginIndex::bind( $user, $data['sids'][0] ?? '', $token, LoginIndex::expiration( $session ), null );
		}
		return $data;
	}

	/**
	 * The person logged in here is the one a peer vouches for: this login and the peer's end together from now on.
	 *
	 * @param Incoming $incoming
	 */
	public static function link_peer_login( array $incoming ): void {
		$token   = wp_get_session_token();
		$user    = get_current_user_id();
		$session = \WP_Session_Tokens::get_instance( $user )->get( $token );
		if ( ! is_array( $session ) ) {
			return;
		}
		LoginIndex::bind( $user, $incoming['sid'], $token, LoginIndex::expiration( $session ), $incoming );
		LoginData::update(
			static function ( array $data ) use ( $incoming ): array {
				$sids = array_slice( array_values( array_unique( [ ...$data['sids'], $incoming['sid'] ] ) ), -8 );
				$of   = in_array( $incoming['sid'], $data['sids'], true ) ? [] : [ $incoming['sid'] => $incoming['network'] ];
				return [
					'sids' => $sids,
					'of'   => array_intersect_key( $of + $data['of'], array_flip( $sids ) ),
				] + $data;
			}
		);
		LoginData::mark_pushed( $incoming['network'] );
	}

	/**
	 * Another login of the same person, in the same browser, at another host of this multisite: this one ends with it.
	 */
	public static function link_own_login( #[\SensitiveParameter] string $token ): void {
		$data = LoginData::of( \WP_Session_Tokens::get_instance( get_current_user_id() )->get( $token ) );
		if ( null === $data || wp_get_session_token() === $token ) {
			return;
		}
		LoginData::update(
			static function ( array $mine ) use ( $data ): array {
				$sids = array_slice( array_values( array_unique( [ ...$data['sids'], ...$mine['sids'] ] ) ), -8 );
				return [
					'sids' => $sids,
					'of'   => array_intersect_key( $mine['of'] + $data['of'], array_flip( $sids ) ),
				] + $mine;
			}
		);
	}
}
