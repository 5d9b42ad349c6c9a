<?php
/**
 * Whether the current page may be loaded twice. A redirect through another site ends at the page where it started, so the page loads
 * again. This must not lose a submitted form or repeat an action ("?add-to-cart=7").
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Login;

use UserSync\Plugin\Site\Request;

final class IdempotentPage {

	/** Parameters that trigger no action: tracking parameters, and those that select a language or format. */
	private const SAFE_PARAMS = '/^(utm_\w+|mtm_\w+|pk_\w+|hsa_\w+|gad_\w+|mc_[ce]id|_gl|[gfdy]clid|fbclid|msclkid|ttclid|twclid|wbraid|gbraid|igshid|srsltid|lang|amp|usersync_\w+)$/';

	public static function is_current_request(): bool {
		$known = self::page_params();
		$may   = 'GET' === Request::method();
		foreach ( array_keys( $_GET ) as $name ) { // phpcs:ignore WordPress.Security.NonceVerification -- only the names are read
			$may = $may && ( in_array( (string) $name, $known, true ) || 1 === preg_match( self::SAFE_PARAMS, (string) $name ) );
		}
		/**
		 * Whether the page of this request may be loaded again after a redirect through another site. If not, the next page does it.
		 *
		 * @param bool $may true for a GET whose query only selects a page of WordPress or tracks the visitor
		 */
		return true === apply_filters( 'usersync_may_reopen', $may );
	}

	/** @return list<string> query parameters of core and of post types and taxonomies; plugins may add parameters that trigger actions to core's runtime list, which is therefore not used */
	private static function page_params(): array {
		$known = get_class_vars( \WP::class )['public_query_vars'] ?? [];
		$known = is_array( $known ) ? $known : [];
		foreach ( [ ...get_post_types( [ 'public' => true ], 'objects' ), ...get_taxonomies( [ 'public' => true ], 'objects' ) ] as $kind ) {
			$known[] = $kind->query_var;
		}
		return array_values( array_filter( $known, 'is_string' ) );
	}
}
