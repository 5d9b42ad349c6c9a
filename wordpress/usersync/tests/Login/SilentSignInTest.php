<?php

use PHPUnit\Framework\TestCase;
use UserSync\Plugin\Login\SilentSignIn;

final class SilentSignInTest extends TestCase {

	private static function script( string $start = '/wp-login.php?action=usersync&usersync=start&to=', bool $always = false, bool $ajax = false ): string {
		return SilentSignIn::script( $start, 'usersync_asked_at_0123456789ab', '/', 900, $always, $ajax );
	}

	public function test_the_script_is_small(): void {
		foreach ( [ self::script(), self::script( ajax: true ), self::script( always: true ), self::script( always: true, ajax: true ) ] as $script ) {
			$this->assertLessThan( 1000, strlen( $script ) );
		}
	}

	public function test_the_script_is_one_line_and_its_statements_are_terminated(): void {
		$this->assertStringNotContainsString( "\n", self::script( ajax: true ) );
		$this->assertDoesNotMatchRegularExpression( '/[)"](const|if|document|else)/', self::script( ajax: true ) );
	}

	public function test_a_url_cannot_close_the_script_element(): void {
		$this->assertStringNotContainsString( '</', self::script( '/</script><script>alert(1)</script>' ) );
	}

	public function test_without_ajax_the_page_sends_no_request(): void {
		$this->assertStringNotContainsString( 'import(', self::script() );
		$this->assertStringContainsString( 'import(', self::script( ajax: true ) );
	}

	public function test_the_script_is_the_same_for_all_visitors(): void {
		$this->assertSame( self::script(), self::script() );
	}

	/** @dataProvider agents */
	public function test_robots_are_not_redirected( string $agent, bool $is_bot ): void {
		$_SERVER['HTTP_USER_AGENT'] = $agent;
		$this->assertSame( $is_bot, SilentSignIn::is_bot() );
		unset( $_SERVER['HTTP_USER_AGENT'] );
	}

	/** @return array<string, array{string, bool}> */
	public static function agents(): array {
		return [
			'a search engine'   => [ 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', true ],
			'a link preview'    => [ 'facebookexternalhit/1.1', true ],
			'no user agent'        => [ '', true ],
			'a browser'         => [ 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', false ],
		];
	}
}
