<?php
/**
 * A session value of WP Session Manager: plain or encrypted (version 3 and later), or an array (versions 1 and 2).
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Migration;

final class SessionManagerValue {

	public static function session( string $cursor, string $id, #[\SensitiveParameter] string $value, int $expires, ?Defuse $key, bool $is_imported = false ): OldSession {
		if ( $is_imported ) {
			return new OldSession( $cursor, $id, '', $expires, OldSession::TAKEN );
		}
		$trouble = '';
		if ( Defuse::is_sealed( $value ) ) {
			$opened  = $key?->open( $value );
			$trouble = null === $opened ? OldSession::SEALED : '';
			$value   = $opened ?? '';
		} elseif ( self::is_old_array( $value ) ) {
			$trouble = OldSession::FOREIGN;
		}
		return new OldSession( $cursor, $id, $value, $expires, $trouble );
	}

	/** @return string the form of an id under which that plugin stored sessions */
	public static function key( string $id ): string {
		return (string) preg_replace( '/[^A-Za-z0-9_]/', '', $id );
	}

	/** Whether the value is a serialize()d array. PHP writes such sessions only under session.serialize_handler=php_serialize. */
	private static function is_old_array( string $value ): bool {
		return 'php_serialize' !== ini_get( 'session.serialize_handler' ) && 1 === preg_match( '/^(a:\d+:\{|[OC]:\d+:")/', $value );
	}
}
