<?php
/**
 * WordPress functions that the tests need and the bootstrap lacks.
 *
 * @package UserSync
 */

if ( ! function_exists( '__' ) ) {
	function __( string $text ): string {
		return $text;
	}
}
if ( ! function_exists( 'wp_strip_all_tags' ) ) {
	function wp_strip_all_tags( string $text ): string {
		return trim( strip_tags( $text ) );
	}
}
