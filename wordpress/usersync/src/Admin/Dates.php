<?php
/**
 * Formats dates and times in the site's time zone, format and language.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Admin;

final class Dates {

	public static function day( int $at ): string {
		return self::format( 'date_format', $at );
	}

	public static function exact( int $at ): string {
		return self::day( $at ) . ' ' . self::format( 'time_format', $at );
	}

	/** @return string how long ago, with the exact time as a tooltip; escaped HTML */
	public static function ago( int $at ): string {
		return sprintf(
			'<time datetime="%s" title="%s">%s</time>',
			esc_attr( gmdate( 'c', $at ) ),
			esc_attr( self::exact( $at ) ),
			/* translators: %s: a length of time, such as "5 minutes". */
			esc_html( sprintf( __( '%s ago', 'usersync' ), human_time_diff( min( $at, time() ) ) ) )
		);
	}

	private static function format( string $option, int $at ): string {
		$format = get_option( $option );
		return (string) wp_date( is_string( $format ) && '' !== $format ? $format : 'Y-m-d H:i', $at );
	}
}
