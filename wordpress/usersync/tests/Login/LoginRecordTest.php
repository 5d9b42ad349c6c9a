<?php

use PHPUnit\Framework\TestCase;
use UserSync\Plugin\Login\LoginRecord;
use UserSync\Plugin\Login\LoginData;

final class LoginRecordTest extends TestCase {

	public function test_a_new_login_has_a_unique_sid_and_is_not_pushed_yet(): void {
		$one = LoginData::of( LoginRecord::add_data( [] ) );
		$two = LoginData::of( LoginRecord::add_data( [] ) );
		$this->assertMatchesRegularExpression( '/^[\w-]{22}$/D', $one['sids'][0] );
		$this->assertNotSame( $one['sids'], $two['sids'] );
		$this->assertTrue( $one['hop'] );
	}

	public function test_data_of_other_plugins_is_kept(): void {
		$this->assertSame( 'theirs', LoginRecord::add_data( [ 'other' => 'theirs' ] )['other'] );
	}

	public function test_a_login_older_than_the_plugin_has_no_data(): void {
		$this->assertNull( LoginData::of( [ 'expiration' => 1 ] ) );
		$this->assertNull( LoginData::of( false ) );
		$this->assertNull( LoginData::of( [ LoginData::KEY => 'nonsense' ] ) );
	}

	public function test_invalid_data_is_ignored(): void {
		$data = LoginData::of( [ LoginData::KEY => [ 'sids' => [ 7, 'abc' ], 'auth_ms' => 'x', 'hop' => [] ] ] );
		$this->assertSame( [ 'abc' ], $data['sids'] );
		$this->assertSame( 0, $data['auth_ms'] );
		$this->assertFalse( $data['hop'] );
	}
}
