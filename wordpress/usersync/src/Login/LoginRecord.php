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
	 * The login received from a peer, while its cookies are set.
	 *
	 * @var Incoming|null
	 */
	private static ?array $incoming = null;

	/** Whether cookies are being set for an existing login. */
	private static bool $has_token = false;

	/** The sid of the login received from a peer in this request. */
	private static string $incoming_sid = '';

	/** @var array<string, true> tokens bound to network sessions in this request */
	private static array $bound = [];

	public static function register(): void {
		add_filter( 'attach_session_information', [ self::class, 'add_data' ] );
		add_action( 'set_logged_in_cookie', [ self::class, 'bind_new_login' ], 10, 6 );
	}

	/**
	 * Signs in a user whose login was received from a peer.
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

	/** Sets the cookies of an existing login for another host of this multisite. */
	public static function log_in_with_token( \WP_User $user, bool $remember, #[\SensitiveParameter] string $token ): void {
		self::$bound[ $token ] = true;
		self::$has_token       = true;
		try {
			wp_set_auth_cookie( $user->ID, $remember, '', $token );
		} finally {
			self::$has_token = false;
		}
	}

	/** Whether this request received the login from a peer. If a second-factor plugin ends its token, the login at the peer must stay. */
	public static function is_incoming_sid( string $sid ): bool {
		return '' !== $sid && self::$incoming_sid === $sid;
	}

	public static function is_incoming(): bool {
		return null !== self::$incoming || self::$has_token;
	}

	/**
	 * Adds the plugin's data to the record of a new token. The token's value is not known yet.
	 *
	 * @param array<string, mixed> $session
	 * @return array<string, mixed>
	 */
	public static function add_data( array $session ): array {
		$session[ LoginData::KEY ] = [
			'sids'    => [ self::$incoming['sid'] ?? LoginData::new_sid() ],
			'of'      => null === self::$incoming ? [] : [ self::$incoming['sid'] => self::$incoming['network'] ],
			'auth_ms' => (int) ( microtime( true ) * 1000 ),
			'hop'     => null === self::$incoming, // Not pushed to the other sites yet.
			'hopped'  => Blogs::is_on() && '' === Blogs::url() ? [ Blogs::NETWORK ] : [], // Made at the main site, which the blogs ask.
			'network' => self::$incoming['network'] ?? '',
		];
		return $session;
	}

	/** Runs at every cookie login. WordPress sets cookies for the same token again when a password changes. */
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
	 * The data of the current login. A login that is older than the plugin gets its data now.
	 *
	 * @return Data|null null: nobody is signed in by cookie
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
	 * The user signed in here is also signed in at a peer. From now on, both logins end together.
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
	 * The same user has another login in this browser, at another host of this multisite. From now on, both end together.
	 */
	public static function link_own_login( #[\SensitiveParameter] string $token ): void {
		$data = LoginData::of( \WP_Session_Tokens::get_instance( get_current_user_id() )->get( $token ) );
		if ( null === $data || wp_get_session_token() === $token ) {
			return;
		}
		LoginData::update(
			static function ( array $own ) use ( $data ): array {
				$sids = array_slice( array_values( array_unique( [ ...$data['sids'], ...$own['sids'] ] ) ), -8 );
				return [
					'sids' => $sids,
					'of'   => array_intersect_key( $own['of'] + $data['of'], array_flip( $sids ) ),
				] + $own;
			}
		);
	}
}
