<?php
/**
 * @package UserSync
 */

namespace UserSync\Plugin\Cli;

use UserSync\Plugin\Admin\SiteHealth;

/**
 * Checks the installation for problems.
 */
final class DoctorCommand {

	/**
	 * Runs the tests of Site Health. The exit status is 1 if one of them is critical.
	 *
	 * @param string[]             $given
	 * @param array<string, mixed> $named
	 */
	public function __invoke( array $given, array $named ): void {
		$critical = 0;
		foreach ( SiteHealth::all() as $result ) {
			$critical += 'critical' === $result['status'] ? 1 : 0;
			$sign      = match ( $result['status'] ) {
				'good' => '%Gok%n      ',
				'recommended' => '%Ynote%n    ',
				default => '%Rproblem%n ',
			};
			\WP_CLI::line( \WP_CLI::colorize( $sign ) . $result['label'] );
			if ( 'good' !== $result['status'] ) {
				\WP_CLI::line( '         ' . trim( html_entity_decode( wp_strip_all_tags( $result['description'] ), ENT_QUOTES ) ) );
			}
		}
		if ( $critical > 0 ) {
			\WP_CLI::error( sprintf( '%d critical problems.', $critical ) );
		}
	}
}
