<?php

use PHPUnit\Framework\TestCase;
use UserSync\Plugin\Site\Site;

final class SiteTest extends TestCase {

	protected function tearDown(): void {
		FakeSite::$url  = 'https://b.example';
		FakeSite::$home = 'https://b.example';

		FakeSite::$login   = '/wp-login.php';
		FakeSite::$options = [];
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

	public function test_who_hides_his_login_page_takes_browsers_at_the_door_for_forms(): void {
		FakeSite::$login = '/secret-door';
		$this->assertSame( 'https://b.example/wp-admin/admin-post.php?action=usersync&usersync=start', Site::step( Site::url(), 'start' ) );
	}

	/** @return array<string, array{mixed, string}> */
	public static function entries(): array {
		return [
			'the usual one'        => [ 'wp-login.php', 'wp-login.php' ],
			'that for forms'       => [ 'wp-admin/admin-post.php', 'wp-admin/admin-post.php' ],
			'an older plugin'      => [ null, 'wp-login.php' ],
			'a place of its own'   => [ '../evil', 'wp-login.php' ],
			'another site'         => [ '@evil.example/', 'wp-login.php' ],
			'something else again' => [ [ 'x' ], 'wp-login.php' ],
		];
	}

	/** @dataProvider entries */
	public function test_a_peer_says_where_it_takes_browsers_and_may_choose_between_two_doors( mixed $said, string $entry ): void {
		FakeSite::$options['usersync_health'] = [
			'https://a.example' => [
				'ok'    => true,
				'at'    => 1,
				'entry' => $said,
			],
		];
		$this->assertSame( "https://a.example/$entry?action=usersync&usersync=ask", Site::step( 'https://a.example', 'ask' ) );
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
