<?php

use PHPUnit\Framework\TestCase;
use UserSync\Plugin\Site\SiteKey;

final class SiteKeyTest extends TestCase {

	public function test_the_key_is_hkdf_of_the_secrets(): void {
		// HKDF-SHA256 with an empty salt, written out: extract, then one block of expand.
		$secret = str_repeat( 'a', 64 ) . str_repeat( 'b', 64 );
		$prk    = hash_hmac( 'sha256', $secret, str_repeat( "\0", 32 ), true );
		$block  = hash_hmac( 'sha256', "usersync/v1/site\x01", $prk, true );
		$this->assertSame( 'k3.local.' . sodium_bin2base64( $block, SODIUM_BASE64_VARIANT_URLSAFE_NO_PADDING ), SiteKey::from_secret( $secret ) );
	}

	public function test_the_extension_accepts_the_key(): void {
		$this->assertStringStartsWith( 'k3.lid.', usersync_key_id( SiteKey::from_secret( 'some secret' ) ) );
	}

	public function test_other_secrets_give_another_key(): void {
		$this->assertNotSame( SiteKey::from_secret( 'one' ), SiteKey::from_secret( 'two' ) );
	}

	public function test_without_constants_the_secrets_are_in_the_database(): void {
		$this->assertTrue( SiteKey::is_in_database() );
	}
}
