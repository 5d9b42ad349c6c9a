<?php
/**
 * Pages and redirects of the login flow. They are not cached, cannot be framed and send no referrer path.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Login;

use UserSync\Plugin\Site\Site;

final class FlowPage {

	private const SUBMIT = 'document.forms[0].submit()';

	/** The look of core's own pages around the login form. */
	private const STYLE = 'body{font:16px/1.5 system-ui,sans-serif;margin:0;padding:12vh 1em 2em;color:#1d2327;background:#f0f0f1}'
		. 'main{max-width:26em;margin:0 auto;padding:1em 1.5em;background:#fff;border:1px solid #c3c4c7;box-shadow:0 1px 3px rgba(0,0,0,.04)}'
		. 'h1{font-size:1.25em;line-height:1.3;margin:.5em 0}p{margin:1em 0}a{color:#2271b1}a:hover{color:#135e96}'
		. 'button,a.button{display:inline-block;font:inherit;color:#fff;background:#2271b1;border:0;border-radius:3px;padding:.4em 1em;text-decoration:none;cursor:pointer}'
		. 'button:hover,a.button:hover{color:#fff;background:#135e96}:focus-visible{outline:2px solid #2271b1;outline-offset:2px}';

	/** @param string $url a page of this site, or a step at a peer of a network */
	public static function redirect( string $url ): never {
		self::send_headers( 'no-referrer' );
		status_header( 303 );
		header( 'Location: ' . self::strip_unsafe_bytes( $url ) );
		exit;
	}

	/**
	 * A form that submits itself, with a button for browsers without scripts.
	 *
	 * @param array<string, string> $fields
	 */
	public static function post_form( string $url, #[\SensitiveParameter] array $fields, string $title ): never {
		// Browsers apply form-action to redirects after the submission, too, and these may lead back here.
		self::send_headers( 'strict-origin', self::SUBMIT, "'self' " . Site::origin( $url ) );
		$form = '<form method="post" action="' . esc_url( $url ) . '">';
		foreach ( $fields as $name => $value ) {
			$form .= '<input type="hidden" name="' . esc_attr( $name ) . '" value="' . esc_attr( $value ) . '">';
		}
		$form .= '<p><button>' . esc_html__( 'Continue', 'usersync' ) . '</button></p></form><script>' . self::SUBMIT . '</script>';
		self::render( 200, $title, $form );
	}

	/** Leads to another site by a page instead of a redirect. The form-action policy of the previous page applies to redirects only. */
	public static function redirect_by_page( string $url, string $title ): never {
		$url    = self::strip_unsafe_bytes( $url );
		$script = 'location.replace(' . wp_json_encode( $url, JSON_UNESCAPED_SLASHES | JSON_HEX_TAG ) . ')';
		self::send_headers( 'no-referrer', $script );
		self::render( 200, $title, '<p><a href="' . esc_url( $url ) . '">' . esc_html__( 'Continue', 'usersync' ) . "</a></p><script>$script</script>" );
	}

	/**
	 * Shows why the sign-in cannot continue, with a link to continue elsewhere.
	 *
	 * @param string $html escaped
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
			define( 'DONOTCACHEPAGE', true ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- page cache plugins read it
		}
	}

	private static function render( int $status, string $title, string $html ): never {
		status_header( $status );
		header( 'Content-Type: text/html; charset=utf-8' );
		// phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- callers escape; it contains the script that the policy allows
		echo '<!doctype html><html ' . get_language_attributes() . '><meta charset="utf-8"><meta name="viewport" content="width=device-width">', '<title>' . esc_html( $title ) . '</title><style>' . self::STYLE . '</style>', '<main><h1>' . esc_html( $title ) . "</h1>$html</main></html>";
		exit;
	}

	/** @return string the url without bytes that a header must not contain */
	private static function strip_unsafe_bytes( string $url ): string {
		return (string) preg_replace( '/[\x00-\x20\x7f-\xff]/', '', $url );
	}
}
