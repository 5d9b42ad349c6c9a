<?php
/**
 * @package UserSync
 */

namespace UserSync\Plugin\Migration;

use PHPUnit\Framework\TestCase;

final class SynchronizerTest extends TestCase {

	/** @return array<string, array{string, string}> */
	public static function lines(): array {
		return [
			'a host'             => [ 'Example.ORG', 'https://example.org' ],
			'with its scheme'    => [ 'http://example.org/', 'https://example.org' ],
			'in a folder'        => [ 'https://example.org/shop/', 'https://example.org/shop' ],
			'with a port'        => [ 'example.org:8443', 'https://example.org:8443' ],
			'whitespace'         => [ " example.org\r", 'https://example.org' ],
			'nothing'            => [ '', '' ],
			'not a host'         => [ 'javascript:alert(1)', '' ],
			'credentials'        => [ 'user@example.org', '' ],
		];
	}

	/** @dataProvider lines */
	public function test_a_line_of_the_old_list_is_converted_to_a_url( string $line, string $url ): void {
		self::assertSame( $url, Synchronizer::url( $line ) );
	}
}
