<?php

use PHPUnit\Framework\TestCase;
use UserSync\Plugin\Login\LoginRecord;
use UserSync\Plugin\Login\LoginData;

final class LoginRecordTest extends TestCase {

	public function test_a_new_login_has_a_sid_of_its_own_and_has_yet_to_travel(): void {
		$one = LoginData::of( LoginRecord::add_data( [] ) );
		$two = LoginData::of( LoginRecord::add_data( [] ) );
		$this->assertMatchesRegularExpression( '/^[\w-]{22}$/D', $one['sids'][0] );
		$this->assertNotSame( $one['sids'], $two['sids'] );
		$this->assertTrue( $one['hop'] );
	}

	public function test_what_others_keep_in_a_login_stays(): void {
		$this->assertSame( 'theirs', LoginRecord::add_data( [ 'other' => 'theirs' ] )['other'] );
	}

	public function test_a_login_from_before_the_plugin_has_no_note(): void {
		$this->assertNull( LoginData::of( [ 'expiration' => 1 ] ) );
		$this->assertNull( LoginData::of( false ) );
		$this->assertNull( LoginData::of( [ LoginData::KEY => 'nonsense' ] ) );
	}

	public function test_a_damaged_note_does_no_harm(): void {
		$note = LoginData::of( [ LoginData::KEY => [ 'sids' => [ 7, 'abc' ], 'auth_ms' => 'x', 'hop' => [] ] ] );
		$this->assertSame( [ 'abc' ], $note['sids'] );
		$this->assertSame( 0, $note['auth_ms'] );
		$this->assertFalse( $note['hop'] );
	}
}
