<?php
/**
 * @package UserSync
 */

namespace UserSync\Plugin\Session;

use PHPUnit\Framework\TestCase;

require_once dirname( __DIR__ ) . '/functions.php';

final class DeviceTest extends TestCase {

	/** @return array<string, array{string, string, string}> */
	public static function agents(): array {
		$webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)';
		return [
			'Chrome'           => [ "Mozilla/5.0 (Windows NT 10.0; Win64; x64) $webkit Chrome/150.0.0.0 Safari/537.36", 'Chrome', 'Windows' ],
			'Edge'             => [ "Mozilla/5.0 (Windows NT 10.0; Win64; x64) $webkit Chrome/150.0.0.0 Safari/537.36 Edg/150.0.0.0", 'Edge', 'Windows' ],
			'Firefox'          => [ 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0', 'Firefox', 'Linux' ],
			'Safari, iPhone'   => [ 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1', 'Safari', 'iPhone' ],
			'Chrome, iPhone'   => [ 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/150.0 Mobile/15E148 Safari/604.1', 'Chrome', 'iPhone' ],
			'Safari, Mac'      => [ 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15', 'Safari', 'Mac' ],
			'Samsung, Android' => [ "Mozilla/5.0 (Linux; Android 14; SAMSUNG SM-S911B) $webkit SamsungBrowser/26.0 Chrome/120.0.0.0 Mobile Safari/537.36", 'Samsung Internet', 'Android' ],
			'curl'             => [ 'curl/8.5.0', 'curl', '' ],
			'nothing'          => [ '', '', '' ],
		];
	}

	/** @dataProvider agents */
	public function test_browser_and_system_are_recognised( string $agent, string $browser, string $system ): void {
		self::assertSame( [ $browser, $system ], Device::of( $agent ) );
	}

	public function test_other_user_agents_are_unknown(): void {
		self::assertSame( 'Unknown device', Device::name( 'x' ) );
		self::assertSame( 'Firefox on Linux', Device::name( 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0' ) );
	}
}
