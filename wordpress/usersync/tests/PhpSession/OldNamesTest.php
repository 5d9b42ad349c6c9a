<?php
/**
 * @package UserSync
 */

namespace UserSync\Plugin\PhpSession;

use PHPUnit\Framework\TestCase;

final class OldNamesTest extends TestCase {

	protected function setUp(): void {
		$_SESSION = [];
		require_once dirname( __DIR__, 2 ) . '/src/PhpSession/wp-session.php';
	}

	protected function tearDown(): void {
		$_SESSION = [];
	}

	public function test_wp_session_is_an_interface_to_session(): void {
		$session           = \WP_Session::get_instance();
		$session['colour'] = 'red';
		$_SESSION['size']  = 4;
		self::assertSame(
			[
				'colour' => 'red',
				'size'   => 4,
			],
			$_SESSION
		);
		self::assertSame( 4, $session['size'] );
		self::assertCount( 2, $session );
		self::assertSame( $_SESSION, iterator_to_array( $session ) );
		self::assertSame( $_SESSION, $session->toArray() );
		unset( $session['colour'] );
		self::assertFalse( isset( $session['colour'] ) );
		self::assertSame( \WP_Session::get_instance(), $session );
	}

	public function test_a_nested_value_can_be_set(): void {
		$session                 = \WP_Session::get_instance();
		$session['cart']         = [];
		$session['cart']['book'] = 1;
		$session[]               = 'last';
		self::assertSame(
			[
				'cart' => [ 'book' => 1 ],
				0      => 'last',
			],
			$_SESSION
		);
	}

	public function test_reading_a_missing_value_does_not_create_it(): void {
		$session = \WP_Session::get_instance();
		self::assertNull( $session['nothing'] );
		self::assertTrue( empty( $session['nothing'] ) );
		self::assertSame( [], $_SESSION );
	}

	public function test_the_functions_work(): void {
		self::assertTrue( wp_session_start() );
		self::assertSame( PHP_SESSION_ACTIVE, wp_session_status() );
		$_SESSION = [ 'a' => [ 1, 2 ] ];
		self::assertSame( '{"a":[1,2]}', wp_session_encode() );
		wp_session_unset();
		self::assertSame( [], $_SESSION );
		self::assertTrue( wp_session_decode( '{"b":"c"}' ) );
		self::assertFalse( wp_session_decode( 'nonsense' ) );
		wp_session_commit();
		wp_session_write_close();
		wp_session_cleanup();
		self::assertTrue( wp_session_regenerate_id( true ) );
		self::assertSame( [ 'b' => 'c' ], $_SESSION );
		self::assertGreaterThan( time(), wp_session_cache_expire() );
	}

	public function test_existing_definitions_are_kept(): void {
		$file = dirname( __DIR__, 2 ) . '/src/PhpSession/wp-session.php';
		$code = 'function wp_session_start() { return "own"; } class WP_Session { static $own = "own"; } require ' . var_export( $file, true ) . '; echo wp_session_start(), WP_Session::$own, function_exists( "wp_session_status" ) ? " both" : "";';
		self::assertSame( 'ownown both', shell_exec( PHP_BINARY . ' -n -r ' . escapeshellarg( $code ) ) );
	}
}
