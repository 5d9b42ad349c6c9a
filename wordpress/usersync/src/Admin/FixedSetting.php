<?php
/**
 * The note under a setting that wp-config.php sets.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Admin;

use UserSync\Plugin\Site\Options;

final class FixedSetting {

	/** @return string escaped HTML; empty if wp-config.php does not set the value */
	public static function note( string $key ): string {
		/* translators: %s: name of a constant. */
		return Options::is_fixed( $key ) ? '<p class="description">' . esc_html( sprintf( __( 'Set by %s in wp-config.php.', 'usersync' ), 'USERSYNC_' . strtoupper( $key ) ) ) . '</p>' : '';
	}
}
