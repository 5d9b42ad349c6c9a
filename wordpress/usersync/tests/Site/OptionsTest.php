<?php

use PHPUnit\Framework\TestCase;
use UserSync\Plugin\Site\Options;

final class OptionsTest extends TestCase {

	protected function setUp(): void {
		FakeSite::$options = [];
	}

	public function test_an_unset_setting_has_its_default(): void {
		$this->assertTrue( Options::bool( 'login_sync' ) );
		$this->assertSame( 15, Options::int( 'probe_minutes' ) );
	}

	public function test_submitted_values_are_converted_and_unknown_ones_dropped(): void {
		$clean = Options::clean(
			[
				'login_sync'    => '0',
				'probe_minutes' => '-3',
				'create_users'  => '<b>never</b>',
				'evil'          => '1',
				'alive_minutes' => [ '5' ],
			]
		);
		$this->assertSame(
			[
				'login_sync'    => false,
				'probe_minutes' => 1,
				'create_users'  => 'never',
			],
			$clean
		);
	}

	public function test_unnamed_settings_are_kept(): void {
		Options::set( [ 'probe_minutes' => 5 ] );
		Options::set( [ 'login_sync' => false ] );
		$this->assertSame( 5, Options::int( 'probe_minutes' ) );
		$this->assertFalse( Options::bool( 'login_sync' ) );
	}

	public function test_wp_config_overrides_settings(): void {
		define( 'USERSYNC_SYNC_ADMINISTRATORS', true );
		Options::set( [ 'sync_administrators' => false ] );
		$this->assertTrue( Options::bool( 'sync_administrators' ) );
		$this->assertTrue( Options::is_fixed( 'sync_administrators' ) );
		$this->assertArrayNotHasKey( 'sync_administrators', Options::clean( [ 'sync_administrators' => '0' ] ) );
	}

	public function test_an_unknown_setting_is_a_logic_error(): void {
		$this->expectException( LogicException::class );
		Options::bool( 'no_such_setting' );
	}
}
