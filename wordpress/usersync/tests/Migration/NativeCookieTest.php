<?php
/**
 * @package UserSync
 */

namespace UserSync\Plugin\Migration;

use PHPUnit\Framework\TestCase;

final class NativeCookieTest extends TestCase {

	public function test_the_name_depends_on_the_host_and_the_domain_omits_www(): void {
		$cookie = NativeCookie::of( 'www.example.org', '', true );
		self::assertSame( 'SSESS' . substr( hash( 'sha256', 'www.example.org' ), 0, 32 ), $cookie['name'] );
		self::assertSame( '.example.org', $cookie['domain'] );
	}

	public function test_the_name_differs_without_https(): void {
		self::assertStringStartsWith( 'SESS', NativeCookie::of( 'example.org', '', false )['name'] );
	}

	public function test_the_cookie_domain_of_wordpress_is_used(): void {
		$cookie = NativeCookie::of( 'shop.example.org', '.example.org', true );
		self::assertSame( 'SSESS' . substr( hash( 'sha256', '.example.org' ), 0, 32 ), $cookie['name'] );
		self::assertSame( '.example.org', $cookie['domain'] );
	}

	public function test_localhost_and_addresses_have_no_domain(): void {
		self::assertSame( '', NativeCookie::of( 'localhost', '', false )['domain'] );
		self::assertSame( '', NativeCookie::of( '192.0.2.1', '', false )['domain'] );
	}
}
