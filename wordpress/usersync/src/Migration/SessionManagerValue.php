<?php
/**
 * What WP Session Manager wrote as a session: clear or sealed, of version 3 and later, or an array of versions 1 and 2.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Migration;

final class SessionManagerValue {

	public static function session( string $place, string $id, #[\SensitiveParameter] string $value, int $expires, ?Defuse $key, bool $taken = false ): OldSession {
		if ( $taken ) {
			return new OldSession( $place, $id, '', $expires, OldSession::TAKEN );
		}
		$trouble = '';
		if ( Defuse::is_sealed( $value ) ) {
			$opened  = $key?->open( $value );
			$trouble = null === $opened ? OldSession::SEALED : '';
			$value   = $opened ?? '';
		} elseif ( self::is_old_array( $value ) ) {
			$trouble = OldSession::FOREIGN;
		}
		return new OldSession( $place, $id, $value, $expires, $trouble );
	}

	/** An id as that plugin kept and looked it up. */
	public static function key( string $id ): string {
		return (string) preg_replace( '/[^A-Za-z0-9_]/', '', $id );
	}

	/** An array as serialize() writes one: what PHP itself writes into a session only under session.serialize_handler=php_serialize. */
	private static function is_old_array( string $value ): bool {
		return 'php_serialize' !== ini_get( 'session.serialize_handler' ) && 1 === preg_match( '/^(a:\d+:\{|[OC]:\d+:")/', $value );
	}
}
