<?php
/**
 * The few pages of the login flow, and how it moves a browser: nothing is cached, framed or sent along.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Login;

use UserSync\Plugin\Site\Site;

final class FlowPage {

	private const SUBMIT = 'document.forms[0].submit()';

	/** As core's own pages beside the login form look. */
	private const STYLE = 'body{font:16px/1.5 system-ui,sans-serif;margin:0;padding:12vh 1em 2em;color:#1d2327;background:#f0f0f1}'
		. 'main{max-width:26em;margin:0 auto;padding:1em 1.5em;background:#fff;border:1px solid #c3c4c7;box-shadow:0 1px 3px rgba(0,0,0,.04)}'
		. 'h1{font-size:1.25em;line-height:1.3;margin:.5em 0}p{margin:1em 0}a{color:#2271b1}a:hover{color:#135e96}'
		. 'button,a.button{display:inline-block;font:inherit;color:#fff;background:#2271b1;border:0;border-radius:3px;padding:.4em 1em;text-decoration:none;cursor:pointer}'
		. 'button:hover,a.button:hover{color:#fff;background:#135e96}:focus-visible{outline:2px solid #2271b1;outline-offset:2px}';

	/** To a place of this site, or of a peer as the network names it. */
	public static function redirect( string $url ): never {
		self::send_headers( 'no-referrer' );
		status_header( 303 );
		header( 'Location: ' . self::strip_unsafe_bytes( $url ) );
		exit;
	}

	/**
	 * A form that sends itself, and a button for browsers without script.
	 *
	 * @param array<string, string> $fields
	 */
	public static function post_form( string $url, #[\SensitiveParameter] array $fields, string $title ): never {
		// Browsers hold what follows the submission to form-action too: the answer may lead back here.
		self::send_headers( 'strict-origin', self::SUBMIT, "'self' " . Site::origin( $url ) );
		$form = '<form method="post" action="' . esc_url( $url ) . '">';
		foreach ( $fields as $name => $value ) {
			$form .= '<input type="hidden" name="' . esc_attr( $name ) . '" value="' . esc_attr( $value ) . '">';
		}
		$form .= '<p><button>' . esc_html__( 'Continue', 'usersync' ) . '</button></p></form><script>' . self::SUBMIT . '</script>';
		self::render( 200, $title, $form );
	}

	/** On to another site, by a page and not by a redirect: form-action of the page before does not reach further than this one. */
	public static function redirect_by_page( string $url, string $title ): never {
		$url    = self::strip_unsafe_bytes( $url );
		$script = 'location.replace(' . wp_json_encode( $url, JSON_UNESCAPED_SLASHES | JSON_HEX_TAG ) . ')';
		self::send_headers( 'no-referrer', $script );
		self::render( 200, $title, '<p><a href="' . esc_url( $url ) . '">' . esc_html__( 'Continue', 'usersync' ) . "</a></p><script>$script</script>" );
	}

	/**
	 * Says why a browser gets no further; the last words are the way on.
	 *
	 * @param string $html already escaped
	 */
	public static function show_message( int $status, string $title, string $html ): never {
		self::send_headers( 'no-referrer' );
		self::render( $status, $title, $html );
	}

	private static function send_headers( string $referrer, string $script = '', string $form_action = "'none'" ): void {
		nocache_headers();
		header( 'Cache-Control: no-store, private' );
		header( "Referrer-Policy: $referrer" );
		header( 'X-Frame-Options: DENY' );
		header( 'X-Content-Type-Options: nosniff' );
		header( 'X-Robots-Tag: noindex' );
		$scripts = '';
		if ( '' !== $script ) {
			// phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.obfuscation_base64_encode -- as CSP writes hashes
			$scripts = " script-src 'sha256-" . base64_encode( hash( 'sha256', $script, true ) ) . "';";
		}
		header( "Content-Security-Policy: default-src 'none';$scripts style-src 'unsafe-inline'; form-action $form_action; frame-ancestors 'none'; base-uri 'none'" );
		if ( ! defined( 'DONOTCACHEPAGE' ) ) {
			define( 'DONOTCACHEPAGE', true ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- the name page caches look for
		}
	}

	private static function render( int $status, string $title, string $html ): never {
		status_header( $status );
		header( 'Content-Type: text/html; charset=utf-8' );
		// phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- its callers escape, and it holds the script of the policy
		echo '<!doctype html><html ' . get_language_attributes() . '><meta charset="utf-8"><meta name="viewport" content="width=device-width">', '<title>' . esc_html( $title ) . '</title><style>' . self::STYLE . '</style>', '<main><h1>' . esc_html( $title ) . "</h1>$html</main></html>";
		exit;
	}

	/** A url fit for a header. */
	private static function strip_unsafe_bytes( string $url ): string {
		return (string) preg_replace( '/[\x00-\x20\x7f-\xff]/', '', $url );
	}
}
