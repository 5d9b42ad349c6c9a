<?php
/**
 * Encrypted texts in options. The context is authenticated: a value copied to another place cannot be decrypted there.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Site;

final class SealedText {

	/** @throws \UserSync\UserSyncException the text cannot be encrypted, for example without a usable key */
	public static function seal( #[\SensitiveParameter] string $text, string $context ): string {
		return base64_encode( usersync_encrypt( $text, $context ) ); // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions -- binary data
	}

	/**
	 * @return string|null null: damaged, or of another context
	 * @throws \UserSync\UserSyncException the key is missing
	 */
	public static function open( string $sealed, string $context ): ?string {
		$bytes = base64_decode( $sealed, true ); // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions -- binary data
		$text  = is_string( $bytes ) ? usersync_decrypt( $bytes, $context ) : false;
		return is_string( $text ) ? $text : null;
	}
}
