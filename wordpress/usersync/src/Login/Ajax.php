<?php
/**
 * The quick way, where browsers still send cookies to other sites and both sites switched it on: the page asks the hub by a
 * request of its script, and nobody is moved. "Unknown" means no more than that: the page then goes the usual way.
 *  *
 * The hub answers for a cookie of its own, which is good for nothing else; WordPress' cookies are not loosened.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Login;

use UserSync\Plugin\Network\Networks;
use UserSync\Plugin\Site\Options;
use UserSync\Plugin\Site\Site;

final class Ajax {

	public static function register(): void {
		add_action( 'set_logged_in_cookie', [ AjaxCookie::class, 'set_cookie_at_login' ], 20, 6 );
		add_action( 'clear_auth_cookie', [ AjaxCookie::class, 'clear_cookie' ] );
	}

	public static function is_on(): bool {
		return Options::bool( 'ajax' ) && is_ssl();
	}

	/** What may be asked before the question: nothing but who asks. */
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
		$fetch                       = self::header( 'HTTP_SEC_FETCH_SITE' );
		$challenge                   = Endpoint::param( 'challenge' );
		if ( '1' !== self::header( 'HTTP_X_USERSYNC' ) || ! in_array( $fetch, [ '', 'cross-site', 'same-site' ], true ) || 1 !== preg_match( '/^[\w-]{43}$/D', $challenge ) ) {
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
	 * At the asking site: the script that the page's script fetches. It asks one hub after the other; whatever is no answer leads to the next
	 * one, and in the end to the usual way, for that is where a script which throws leads.
	 *
	 * @param list<string> $networks none: there is nothing to ask, and the page stays
	 */
	public static function serve_script( array $networks, string $to ): never {
		if ( ! in_array( self::header( 'HTTP_SEC_FETCH_SITE' ), [ '', 'same-origin' ], true ) ) {
			self::reject();
		}
		$questions = [];
		foreach ( $networks as $network ) {
			$made   = usersync_state_create(
				[
					'return_to' => $to,
					'samesite'  => 'Lax',
				]
			);
			$cookie = $made['cookie'];
			setcookie( $cookie['name'], $cookie['value'], $cookie['expires_or_options'] );
			$questions[ Site::step( Networks::here()[ $network ]['hub'], 'ajax' ) ] = [
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
		echo [] === $questions ? '' : self::script( Site::step( Site::here(), 'finish' ), $questions );
		exit;
	}

	/** @param array<string, array<string, string>> $questions where to ask => what */
	public static function script( string $finish, array $questions ): string {
		$values = wp_json_encode( [ $finish, $questions ], JSON_UNESCAPED_SLASHES | JSON_HEX_TAG );
		return <<<SCRIPT
		const [finish, questions] = $values;
		const ask = (hub, question) => fetch(hub, {
			method: "POST", credentials: "include", headers: { "X-Usersync": "1" }, body: new URLSearchParams(question),
		}).then((answer) => answer.json()).catch(() => ({}));
		const arrive = (fields) => {
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
		for (const hub in questions) {
			token = (await ask(hub, questions[hub])).token;
			if (token) {
				arrive({ ...questions[hub], token });
				break;
			}
		}
		if (!token) throw "nobody there by this way";

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
	 * Who asks is told by the browser, in Origin, and never by a parameter: a site that shares its origin with another one
	 * of the network cannot be told apart, and asks by redirect.
	 *
	 * @return array{string, string, string} network, peer, origin
	 */
	private static function requesting_peer(): array {
		$origin = self::header( 'HTTP_ORIGIN' );
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

	private static function header( string $name ): string {
		return isset( $_SERVER[ $name ] ) && is_string( $_SERVER[ $name ] ) ? sanitize_text_field( wp_unslash( $_SERVER[ $name ] ) ) : '';
	}
}
