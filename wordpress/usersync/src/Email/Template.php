<?php
/**
 * The text of a mail, with {words} in it that are filled in. A line that needs a word which this mail has no value for is left
 * out, so that one text serves mails with digits and mails with a link alone.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Email;

final class Template {

	/** What may stand in braces; anything else in braces stays as it is. */
	public const WORDS = [ 'user', 'address', 'site', 'url', 'code', 'link', 'minutes' ];

	/** @param array<string, string> $values a missing or empty one has no value */
	public static function fill( string $text, array $values ): string {
		$lines = [];
		foreach ( explode( "\n", str_replace( [ "\r\n", "\r" ], "\n", $text ) ) as $line ) {
			$lacking = false;
			$filled  = preg_replace_callback(
				'/\{([a-z]+)\}/',
				static function ( array $found ) use ( $values, &$lacking ): string {
					if ( ! in_array( $found[1], self::WORDS, true ) ) {
						return $found[0];
					}
					$value   = $values[ $found[1] ] ?? '';
					$lacking = $lacking || '' === $value;
					return $value;
				},
				$line
			);
			if ( ! $lacking ) {
				$lines[] = $filled ?? $line;
			}
		}
		return implode( "\n", $lines );
	}

	/** A text that lacks the word which a mail is sent for is of no use to who gets it: then a sentence with it stands at its end. */
	public static function ensure_word( string $text, string $word, string $sentence ): string {
		return str_contains( $text, '{' . $word . '}' ) ? $text : rtrim( $text ) . "\n\n$sentence\n";
	}

	/**
	 * One line for a subject: whatever a value brings, it cannot begin another header.
	 *
	 * @param array<string, string> $values
	 */
	public static function subject( string $text, array $values ): string {
		return trim( (string) preg_replace( '/\s+/u', ' ', self::fill( $text, $values ) ) );
	}

	/** The short codes and the markup that User Session Synchronizer's mails were written in, in our words. */
	public static function from_synchronizer( string $html ): string {
		$text = str_replace( [ '[ussyncemailverificationcode]', '[ussyncemailverificationcode/]' ], '{link}', $html );
		$text = (string) preg_replace( '#<br\s*/?>|</p>|</div>|</h[1-6]>|</tr>#i', "\n", $text );
		// A link around the code is the link itself.
		$text  = (string) preg_replace( '#<a\b[^>]*\{link\}[^>]*>.*?</a>#is', '{link}', $text );
		$text  = html_entity_decode( wp_strip_all_tags( $text ), ENT_QUOTES | ENT_HTML5, 'UTF-8' );
		$lines = array_map( 'trim', explode( "\n", str_replace( "\r", '', $text ) ) );
		return trim( (string) preg_replace( "/\n{3,}/", "\n\n", implode( "\n", $lines ) ) );
	}
}
