<?php
/**
 * @package UserSync
 */

namespace UserSync\Plugin\Migration;

use PHPUnit\Framework\TestCase;

final class DefuseTest extends TestCase {

	private const KEY = 'def000000123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef437d2054e32fedae7094f142e718929c24ef7269325b8d6c8c978c299d6e435e';

	private const SEALED = 'def5020030072ceea7fbd205508799ea74607ad65a186839d096b7c3f94ad18f3615f9257c8167dc65808a7eb5b25ff3ff13a27fb3107de364c7d5a326db513d05e3defdc771982f4f8d0cb53254963eb524f81c77347eee33031dbf44720821b7e136ea80db5229de29d137ead0f4c2';

	public function test_version_2_is_decrypted(): void {
		self::assertSame( 'user_name|s:5:"Alice";n|i:7;', Defuse::from_text( self::KEY )?->open( self::SEALED ) );
	}

	public function test_whitespace_after_a_key_is_ignored(): void {
		self::assertNotNull( Defuse::from_text( self::KEY . "\r\n" ) );
	}

	public function test_a_key_with_a_wrong_checksum_is_rejected(): void {
		self::assertNull( Defuse::from_text( substr( self::KEY, 0, -1 ) . 'f' ) );
		self::assertNull( Defuse::from_text( 'a passphrase' ) );
		self::assertNull( Defuse::from_text( '' ) );
	}

	public function test_a_changed_byte_is_rejected(): void {
		$key = Defuse::from_text( self::KEY );
		self::assertNotNull( $key );
		for ( $at = 0; $at < strlen( self::SEALED ); $at += 2 ) {
			$changed     = self::SEALED;
			$changed[ $at ] = '0' === $changed[ $at ] ? '1' : '0';
			self::assertNull( $key->open( $changed ), "byte $at" );
		}
	}

	public function test_a_truncated_value_is_rejected(): void {
		$key = Defuse::from_text( self::KEY );
		self::assertNull( $key?->open( substr( self::SEALED, 0, 100 ) ) );
		self::assertNull( $key?->open( substr( self::SEALED, 0, -2 ) ) );
		self::assertNull( $key?->open( '' ) );
		self::assertNull( $key?->open( 'def50200xyz' ) );
	}

	public function test_encrypted_and_plain_rows_are_distinguished(): void {
		self::assertTrue( Defuse::is_sealed( self::SEALED ) );
		self::assertFalse( Defuse::is_sealed( 'user_name|s:5:"Alice";' ) );
	}

	public function test_a_row_of_versions_1_and_2_is_recognised(): void {
		self::assertSame( OldSession::FOREIGN, SessionManagerValue::session( '1', 'x', 'a:1:{s:1:"n";i:1;}', 1, null )->trouble );
		self::assertSame( OldSession::SEALED, SessionManagerValue::session( '1', 'x', self::SEALED, 1, null )->trouble );
		self::assertSame( '', SessionManagerValue::session( '1', 'x', 'a|a:1:{s:1:"n";i:1;}', 1, null )->trouble );
	}
}
