<?php
/**
 * Sign-in by a cross-site request of a script, without a redirect. It needs the setting on both sites and a browser that still sends
 * third-party cookies. If the hub responds "unknown", the page falls back to the redirect.
 *
 * The hub reads a cookie that serves this purpose only (AjaxCookie). WordPress' own cookies keep their SameSite attribute.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Login;

use UserSync\Plugin\Network\Networks;
use UserSync\Plugin\Site\Options;
use UserSync\Plugin\Site\Request;
use UserSync\Plugin\Site\Site;

final class Ajax {

	public static function register(): void {
		add_action( 'set_logged_in_cookie', [ AjaxCookie::class, 'set_cookie_at_login' ], 20, 6 );
		add_action( 'clear_auth_cookie', [ AjaxCookie::class, 'clear_cookie' ] );
	}

	public static function is_on(): bool {
		return Options::bool( 'ajax' ) && is_ssl();
	}

	/** The CORS preflight request. */
	public static function preflight(): never {
		self::send_cors_headers( self::requesting_peer()[2] );
		header( 'Access-Control-Allow-Methods: POST' );
		header( 'Access-Control-Allow-Headers: X-Usersync' );
		header( 'Access-Control-Max-Age: 600' );
		status_header( 204 );
		exit;
	}

	public static function respond(): never {
		[ $network, $peer, $origin ] = self::requesting_peer();
		$fetch                       = Request::header( 'HTTP_SEC_FETCH_SITE' );
		$challenge                   = Endpoint::param( 'challenge' );
		if ( '1' !== Request::header( 'HTTP_X_USERSYNC' ) || ! in_array( $fetch, [ '', 'cross-site', 'same-site' ], true ) || 1 !== preg_match( '/^[\w-]{43}$/D', $challenge ) ) {
			self::reject();
		}
		self::send_cors_headers( $origin );
		$token = self::token_for( $network, $peer, $challenge );
		wp_send_json(
			null === $token ? [ 'status' => 'unknown' ] : [
				'status' => 'ok',
				'token'  => $token,
			]
		);
	}

	/**
	 * Runs at the member: serves the script that the page imports. The script asks one hub after another. If none of them responds with a
	 * token, it throws, and the page falls back to the redirect.
	 *
	 * @param list<string> $networks the networks whose hubs are asked; empty: the script does nothing and the page stays
	 */
	public static function serve_script( array $networks, string $to ): never {
		if ( ! in_array( Request::header( 'HTTP_SEC_FETCH_SITE' ), [ '', 'same-origin' ], true ) ) {
			self::reject();
		}
		$requests = [];
		foreach ( $networks as $network ) {
			$made   = usersync_state_create(
				[
					'return_to' => $to,
					'samesite'  => 'Lax',
				]
			);
			$cookie = $made['cookie'];
			setcookie( $cookie['name'], $cookie['value'], $cookie['expires_or_options'] );
			$requests[ Site::step( Networks::here()[ $network ]['hub'], 'ajax' ) ] = [
				'network'   => $network,
				'challenge' => $made['challenge'],
				'state'     => $made['id'],
			];
		}
		nocache_headers();
		header( 'Cache-Control: no-store, private' );
		header( 'Content-Type: text/javascript; charset=utf-8' );
		header( 'X-Content-Type-Options: nosniff' );
		header( 'Cross-Origin-Resource-Policy: same-origin' );
		// phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a script, whose values are JSON
		echo [] === $requests ? '' : self::script( Site::step( Site::here(), 'finish' ), $requests );
		exit;
	}

	/** @param array<string, array<string, string>> $requests url of the step at a hub => its form fields */
	public static function script( string $finish, array $requests ): string {
		$values = wp_json_encode( [ $finish, $requests ], JSON_UNESCAPED_SLASHES | JSON_HEX_TAG );
		return <<<SCRIPT
		const [finish, requests] = $values;
		const ask = (hub, fields) => fetch(hub, {
			method: "POST", credentials: "include", headers: { "X-Usersync": "1" }, body: new URLSearchParams(fields),
		}).then((response) => response.json()).catch(() => ({}));
		const submit = (fields) => {
			const form = document.createElement("form");
			form.method = "post";
			form.action = finish;
			for (const name in fields) {
				const input = document.createElement("input");
				input.type = "hidden";
				input.name = name;
				input.value = fields[name];
				form.append(input);
			}
			document.documentElement.append(form);
			form.submit();
		};
		let token;
		for (const hub in requests) {
			token = (await ask(hub, requests[hub])).token;
			if (token) {
				submit({ ...requests[hub], token });
				break;
			}
		}
		if (!token) throw "no hub responded with a token";

		SCRIPT;
	}

	private static function token_for( string $network, string $peer, string $challenge ): ?string {
		$login = AjaxCookie::value();
		if ( null === $login ) {
			return null;
		}
		$user    = get_userdata( $login[0] );
		$session = \WP_Session_Tokens::get_instance( $login[0] )->get( $login[1] );
		return false === $user || ! is_array( $session ) ? null : AuthResponse::token( $network, $peer, $user, $session, $login[1], $challenge );
	}

	/**
	 * Identifies the requesting peer by the Origin header, never by a parameter. Two peers with one origin cannot be distinguished, so
	 * both use the redirect.
	 *
	 * @return array{string, string, string} network, peer, origin
	 */
	private static function requesting_peer(): array {
		$origin = Request::header( 'HTTP_ORIGIN' );
		$found  = [];
		foreach ( self::is_on() && '' !== $origin ? Networks::here() : [] as $name => $network ) {
			foreach ( array_keys( $network['peers'] ) as $peer ) {
				if ( Site::origin( $peer ) === $origin ) {
					$found[] = [ $name, $peer, $origin ];
				}
			}
		}
		$named = array_filter( $found, static fn( array $one ): bool => Endpoint::param( 'network' ) === $one[0] );
		$found = [] === $named ? $found : array_values( $named );
		return 1 === count( $found ) ? $found[0] : self::reject();
	}

	private static function send_cors_headers( string $origin ): void {
		nocache_headers();
		header( 'Cache-Control: no-store, private' );
		header( "Access-Control-Allow-Origin: $origin" );
		header( 'Access-Control-Allow-Credentials: true' );
		header( 'Vary: Origin', false );
		header( 'X-Content-Type-Options: nosniff' );
	}

	private static function reject(): never {
		nocache_headers();
		status_header( 403 );
		exit;
	}
}
