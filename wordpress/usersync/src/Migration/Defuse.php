<?php
/**
 * Decrypts sessions that WP Session Manager encrypted with defuse/php-encryption (format version 2) and the key in WP_SESSION_ENC_KEY:
 *
 *     key         hex of  DE F0 00 00 || key 32 || SHA-256 of all before it, 32
 *     ciphertext  hex of  DE F5 02 00 || salt 32 || iv 16 || ciphertext || HMAC 32
 *     subkeys     HKDF-SHA256(key, 32, "DefusePHP|V2|KeyForAuthentication" or "…ForEncryption", salt)
 *     HMAC        SHA-256 of all before it; the ciphertext is AES-256-CTR
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Migration;

final class Defuse {

	private const KEY = "\xDE\xF0\x00\x00";

	private const SEALED = "\xDE\xF5\x02\x00";

	private const SALT = 32;

	private const IV = 16;

	private const HMAC = 32;

	private function __construct( #[\SensitiveParameter] private readonly string $key ) {}

	/** @return self|null null: the text is not a key of this format */
	public static function from_text( #[\SensitiveParameter] string $text ): ?self {
		$bytes = self::bytes( rtrim( $text, "\0\r\n\t " ) );
		if ( 68 !== strlen( $bytes ) || ! str_starts_with( $bytes, self::KEY ) ||
			! hash_equals( hash( 'sha256', substr( $bytes, 0, 36 ), true ), substr( $bytes, 36 ) ) ) {
			return null;
		}
		return new self( substr( $bytes, 4, 32 ) );
	}

	/** Whether a value looks encrypted. A table can hold both kinds if the key was added later. */
	public static function is_sealed( string $value ): bool {
		return str_starts_with( $value, 'def50200' );
	}

	/** @return string|null null: encrypted with another key, truncated, or changed */
	public function open( string $value ): ?string {
		$bytes = self::bytes( $value );
		$head  = strlen( self::SEALED );
		if ( strlen( $bytes ) < $head + self::SALT + self::IV + self::HMAC || ! str_starts_with( $bytes, self::SEALED ) ) {
			return null;
		}
		$salt   = substr( $bytes, $head, self::SALT );
		$iv     = substr( $bytes, $head + self::SALT, self::IV );
		$sealed = substr( $bytes, $head + self::SALT + self::IV, -self::HMAC );
		$mac    = hash_hmac( 'sha256', substr( $bytes, 0, -self::HMAC ), $this->subkey( 'Authentication', $salt ), true );
		if ( ! hash_equals( $mac, substr( $bytes, -self::HMAC ) ) ) {
			return null;
		}
		if ( '' === $sealed ) {
			return '';
		}
		$opened = openssl_decrypt( $sealed, 'aes-256-ctr', $this->subkey( 'Encryption', $salt ), OPENSSL_RAW_DATA, $iv );
		return false === $opened ? null : $opened;
	}

	private function subkey( string $use, string $salt ): string {
		return hash_hkdf( 'sha256', $this->key, 32, 'DefusePHP|V2|KeyFor' . $use, $salt );
	}

	/** @return string empty if the text is not hex */
	private static function bytes( string $hex ): string {
		return ctype_xdigit( $hex ) && 0 === strlen( $hex ) % 2 ? (string) hex2bin( $hex ) : '';
	}
}
