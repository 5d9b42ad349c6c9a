<?php
/**
 * Tests and facts for Tools › Site Health; `wp usersync doctor` runs the same tests.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Admin;

use UserSync\Plugin\Multisite\Blogs;
use UserSync\Plugin\Network\Networks;
use UserSync\Plugin\PhpSession\Screen;
use UserSync\Plugin\Plugin;

/**
 * @phpstan-type Result array{label: string, status: string, badge: array{label: string, color: string}, description: string, actions: string, test: string}
 */
final class SiteHealth {

	private const TESTS = [ 'extension', 'store', 'peers', 'synchronizer', 'encryption', 'handler', 'cookie', 'key' ];

	public static function register(): void {
		add_filter( 'site_status_tests', [ self::class, 'add_tests' ] );
		add_filter( 'debug_information', [ self::class, 'add_facts' ] );
	}

	/**
	 * @param array<string, array<string, mixed>> $tests
	 * @return array<string, array<string, mixed>>
	 */
	public static function add_tests( array $tests ): array {
		foreach ( self::TESTS as $name ) {
			$tests['direct'][ 'usersync_' . $name ] = [
				'label' => __( 'UserSync', 'usersync' ),
				'test'  => static fn(): array => self::result( $name ),
			];
		}
		return $tests;
	}

	/** @return list<Result> */
	public static function all(): array {
		return array_map( [ self::class, 'result' ], self::TESTS );
	}

	/** @return Result */
	public static function result( string $name ): array {
		[ $status, $label, $text ] = match ( $name ) {
			'extension' => SiteHealthChecks::extension(),
			'store' => SiteHealthChecks::store(),
			'peers' => SiteHealthChecks::peers(),
			'synchronizer' => SiteHealthChecks::synchronizer(),
			'encryption' => SiteHealthChecks::encryption(),
			'handler' => SiteHealthChecks::handler(),
			'cookie' => SiteHealthChecks::cookie(),
			default => SiteHealthChecks::key(),
		};
		return [
			'label'       => $label,
			'status'      => $status,
			'badge'       => [
				'label' => __( 'UserSync', 'usersync' ),
				'color' => 'blue',
			],
			'description' => '<p>' . esc_html( $text ) . '</p>',
			'actions'     => sprintf( '<p><a href="%s">%s</a></p>', esc_url( Menu::url( 'usersync-php' ) ), esc_html__( 'PHP sessions', 'usersync' ) ),
			'test'        => 'usersync_' . $name,
		];
	}

	/**
	 * @param array<string, mixed> $facts
	 * @return array<string, mixed>
	 */
	public static function add_facts( array $facts ): array {
		$info   = usersync_info();
		$fields = [
			'version'    => [ __( 'Extension', 'usersync' ), $info['version'] ?? '' ],
			'libraries'  => [ __( 'Libraries', 'usersync' ), $info['libraries'] ?? '' ],
			'store'      => [ __( 'Store', 'usersync' ), $info['store'] ?? '' ],
			'store_from' => [ __( 'Store chosen by', 'usersync' ), Screen::store_source() ],
			'scope'      => [ __( 'Scope', 'usersync' ), $info['scope'] ?? '' ],
			'encryption' => [ __( 'Encryption', 'usersync' ), $info['encryption'] ?? '' ],
			'keys'       => [ __( 'Key ids', 'usersync' ), $info['key_ids'] ?? [] ],
			'handler'    => [ __( 'Session handler', 'usersync' ), (string) ini_get( 'session.save_handler' ) . '. ' . Screen::handler_reason() ],
			'networks'   => [ __( 'Networks', 'usersync' ), array_keys( Networks::all() ) ],
		];
		if ( Plugin::is_network_wide() ) {
			$fields['blogs'] = [ __( 'Sites with their own domain', 'usersync' ), Blogs::all() ];
		}
		foreach ( is_array( $info['counters'] ?? null ) ? $info['counters'] : [] as $name => $count ) {
			$fields[ 'counter_' . $name ] = [ ucfirst( str_replace( '_', ' ', (string) $name ) ), $count ];
		}
		$facts['usersync'] = [
			'label'  => __( 'UserSync', 'usersync' ),
			'fields' => array_map(
				static fn( array $field ): array => [
					'label' => $field[0],
					'value' => is_array( $field[1] ) ? implode( ', ', array_filter( $field[1], 'is_string' ) ) : ( is_scalar( $field[1] ) ? (string) $field[1] : '' ),
				],
				$fields
			),
		];
		return $facts;
	}
}
