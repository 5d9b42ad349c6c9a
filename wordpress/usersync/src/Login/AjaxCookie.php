<?php
/**
 * The cookie by which a hub recognises its visitor in a cross-site request of a script (class Ajax). It holds the user's id and login
 * token, encrypted, and is sent with SameSite=None.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Login;

use UserSync\Plugin\Network\Networks;
use UserSync\Plugin\Site\Base64Url;
use UserSync\Plugin\Site\Cookie;
use UserSync\Plugin\Site\Log;
use UserSync\Plugin\Site\Site;
use UserSync\UserSyncException;

final class AjaxCookie {

	public static function set_cookie_at_login( string $cookie, int $expire, int $expiration, int $user, string $scheme, #[\SensitiveParameter] string $token ): void {
		if ( ! Ajax::is_on() || headers_sent() || ! self::is_hub_of_any_network() ) {
			return;
		}
		try {
			$sealed = usersync_encrypt( (string) wp_json_encode( [ $user, $token ] ), 'usersync/plugin/ajax' );
		} catch ( UserSyncException $e ) {
			Log::problem( $e->getMessage() );
			return;
		}
		self::set_cookie( Base64Url::encode( $sealed ), $expire );
	}

	public static function clear_cookie(): void {
		if ( isset( $_COOKIE[ self::cookie_name() ] ) && ! headers_sent() ) {
			self::set_cookie( '', 1 );
		}
	}

	/** @return array{int, string}|null user id and login token, or null: no valid cookie */
	public static function value(): ?array {
		$value = $_COOKIE[ self::cookie_name() ] ?? ''; // phpcs:ignore WordPress.Security.ValidatedSanitizedInput -- decrypted below
		$bytes = is_string( $value ) ? Base64Url::decode( $value ) : false;
		$json  = is_string( $bytes ) && '' !== $bytes ? usersync_decrypt( $bytes, 'usersync/plugin/ajax' ) : false;
		$pair  = is_string( $json ) ? json_decode( $json, true ) : null;
		return is_array( $pair ) && is_int( $pair[0] ?? null ) && is_string( $pair[1] ?? null ) ? [ $pair[0], $pair[1] ] : null;
	}

	private static function is_hub_of_any_network(): bool {
		foreach ( Networks::here() as $network ) {
			if ( $network['is_hub'] ) {
				return true;
			}
		}
		return false;
	}

	private static function set_cookie( #[\SensitiveParameter] string $value, int $expires ): void {
		Cookie::set( self::cookie_name(), $value, $expires, '/', same_site: 'None' );
	}

	private static function cookie_name(): string {
		return '__Host-usersync-ajax-' . Site::tag( Site::here() );
	}
}
