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

	public function test_the_url_of_a_site_is_canonical(): void {
		FakeSite::$url = 'https://B.Example/Shop/';
		$this->assertSame( 'https://b.example/Shop', Site::url() );
		FakeSite::$url = 'https://b.example:8443';
		$this->assertSame( 'https://b.example:8443', Site::url() );
		FakeSite::$url = 'https://b.example:443/';
		$this->assertSame( 'https://b.example', Site::url() );
	}

	public function test_two_folders_of_one_host_share_only_the_origin(): void {
		$this->assertSame( Site::origin( 'https://b.example/shop' ), Site::origin( 'https://b.example/blog' ) );
		$this->assertNotSame( Site::tag( 'https://b.example/shop' ), Site::tag( 'https://b.example/blog' ) );
	}

	public function test_the_query_of_a_step_is_encoded(): void {
		$this->assertSame(
			'https://a.example/wp-login.php?action=usersync&usersync=ask&aud=https%3A%2F%2Fb.example%2Fshop',
			Site::step( 'https://a.example', 'ask', [ 'aud' => 'https://b.example/shop' ] )
		);
	}

	public function test_a_site_with_a_hidden_login_page_uses_admin_post(): void {
		FakeSite::$login = '/secret-door';
		$this->assertSame( 'https://b.example/wp-admin/admin-post.php?action=usersync&usersync=start', Site::step( Site::url(), 'start' ) );
	}

	/** @return array<string, array{mixed, string}> */
	public static function entries(): array {
		return [
			'wp-login.php'         => [ 'wp-login.php', 'wp-login.php' ],
			'admin-post.php'       => [ 'wp-admin/admin-post.php', 'wp-admin/admin-post.php' ],
			'none reported'        => [ null, 'wp-login.php' ],
			'another path'         => [ '../evil', 'wp-login.php' ],
			'another site'         => [ '@evil.example/', 'wp-login.php' ],
			'not a text'           => [ [ 'x' ], 'wp-login.php' ],
		];
	}

	/** @dataProvider entries */
	public function test_a_peer_can_only_report_one_of_two_entry_files( mixed $reported, string $entry ): void {
		FakeSite::$options['usersync_health'] = [
			'https://a.example' => [
				'ok'    => true,
				'at'    => 1,
				'entry' => $reported,
			],
		];
		$this->assertSame( "https://a.example/$entry?action=usersync&usersync=ask", Site::step( 'https://a.example', 'ask' ) );
	}

	public function test_a_text_without_scheme_or_host_has_no_origin(): void {
		$this->assertSame( '', Site::origin( '/path' ) );
		$this->assertSame( '', Site::origin( 'null' ) );
	}

	public function test_the_cookie_path_is_the_folder_of_the_pages(): void {
		FakeSite::$url  = 'https://b.example/wp';
		FakeSite::$home = 'https://b.example';
		$this->assertSame( '/', Site::path() );
		FakeSite::$home = 'https://b.example/shop';
		$this->assertSame( '/shop/', Site::path() );
	}
}
