<?php

use PHPUnit\Framework\TestCase;
use UserSync\Plugin\Site;

final class SiteTest extends TestCase {

	protected function tearDown(): void {
		FakeSite::$url  = 'https://b.example';
		FakeSite::$home = 'https://b.example';
	}

	public function test_a_site_is_named_as_the_extension_writes_urls(): void {
		FakeSite::$url = 'https://B.Example/Shop/';
		$this->assertSame( 'https://b.example/Shop', Site::url() );
		FakeSite::$url = 'https://b.example:8443';
		$this->assertSame( 'https://b.example:8443', Site::url() );
		FakeSite::$url = 'https://b.example:443/';
		$this->assertSame( 'https://b.example', Site::url() );
	}

	public function test_two_folders_of_one_host_share_an_origin_and_nothing_else(): void {
		$this->assertSame( Site::origin( 'https://b.example/shop' ), Site::origin( 'https://b.example/blog' ) );
		$this->assertNotSame( Site::tag( 'https://b.example/shop' ), Site::tag( 'https://b.example/blog' ) );
	}

	public function test_a_step_names_itself_and_carries_its_query_encoded(): void {
		$this->assertSame(
			'https://a.example/wp-login.php?action=usersync&usersync=ask&aud=https%3A%2F%2Fb.example%2Fshop',
			Site::step( 'https://a.example', 'ask', [ 'aud' => 'https://b.example/shop' ] )
		);
	}

	public function test_what_is_no_url_has_no_origin(): void {
		$this->assertSame( '', Site::origin( '/path' ) );
		$this->assertSame( '', Site::origin( 'null' ) );
	}

	public function test_cookies_belong_to_the_folder_of_the_pages(): void {
		FakeSite::$url  = 'https://b.example/wp';
		FakeSite::$home = 'https://b.example';
		$this->assertSame( '/', Site::path() );
		FakeSite::$home = 'https://b.example/shop';
		$this->assertSame( '/shop/', Site::path() );
	}
}
