<?php
/**
 * The text of an email with {placeholders}. A line with a placeholder that has no value is left out, so one text serves emails with
 * digits and emails with a link.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Email;

final class Template {

	/** The placeholders. Other text in braces stays unchanged. */
	public const WORDS = [ 'user', 'address', 'site', 'url', 'code', 'link', 'minutes' ];

	/** @param array<string, string> $values values by placeholder; missing or empty: no value */
	public static function fill( string $text, array $values ): string {
		$lines = [];
		foreach ( explode( "\n", str_replace( [ "\r\n", "\r" ], "\n", $text ) ) as $line ) {
			$is_incomplete = false;
			$filled        = preg_replace_callback(
				'/\{([a-z]+)\}/',
				static function ( array $found ) use ( $values, &$is_incomplete ): string {
					if ( ! in_array( $found[1], self::WORDS, true ) ) {
						return $found[0];
					}
					$value         = $values[ $found[1] ] ?? '';
					$is_incomplete = $is_incomplete || '' === $value;
					return $value;
				},
				$line
			);
			if ( ! $is_incomplete ) {
				$lines[] = $filled ?? $line;
			}
		}
		return implode( "\n", $lines );
	}

	/** Appends $sentence to a text that lacks the placeholder which the email is sent for. */
	public static function ensure_word( string $text, string $word, string $sentence ): string {
		return str_contains( $text, '{' . $word . '}' ) ? $text : rtrim( $text ) . "\n\n$sentence\n";
	}

	/**
	 * A subject of one line: no value can add another header.
	 *
	 * @param array<string, string> $values
	 */
	public static function subject( string $text, array $values ): string {
		return trim( (string) preg_replace( '/\s+/u', ' ', self::fill( $text, $values ) ) );
	}

	/** Converts a text of User Session Synchronizer: its shortcodes become placeholders, and its markup is removed. */
	public static function from_synchronizer( string $html ): string {
		$text = str_replace( [ '[ussyncemailverificationcode]', '[ussyncemailverificationcode/]' ], '{link}', $html );
		$text = (string) preg_replace( '#<br\s*/?>|</p>|</div>|</h[1-6]>|</tr>#i', "\n", $text );
		// A link around the shortcode becomes the placeholder.
		$text  = (string) preg_replace( '#<a\b[^>]*\{link\}[^>]*>.*?</a>#is', '{link}', $text );
		$text  = html_entity_decode( wp_strip_all_tags( $text ), ENT_QUOTES | ENT_HTML5, 'UTF-8' );
		$lines = array_map( 'trim', explode( "\n", str_replace( "\r", '', $text ) ) );
		return trim( (string) preg_replace( "/\n{3,}/", "\n\n", implode( "\n", $lines ) ) );
	}
}
