<?php
/**
 * Base64url without padding (RFC 4648, section 5), for cookies, sids and keys.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Site;

final class Base64Url {

	public static function encode( #[\SensitiveParameter] string $bytes ): string {
		return rtrim( strtr( base64_encode( $bytes ), '+/', '-_' ), '=' ); // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions -- binary data
	}

	/** @return string|false false: not base64url */
	public static function decode( #[\SensitiveParameter] string $text ): string|false {
		return base64_decode( strtr( $text, '-_', '+/' ), true ); // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions -- binary data
	}
}
