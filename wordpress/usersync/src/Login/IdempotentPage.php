<?php
/**
 * Whether a page may be opened a second time: the way through another site ends at the address it began at. A form that was sent must
 * not turn into an empty one, and an address that does something ("?add-to-cart=7") must not do it twice.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Login;

final class IdempotentPage {

	/** What advertisers and newsletters add, and what shows another part of a page. */
	private const HARMLESS = '/^(utm_\w+|mtm_\w+|pk_\w+|hsa_\w+|gad_\w+|mc_[ce]id|_gl|[gfdy]clid|fbclid|msclkid|ttclid|twclid|wbraid|gbraid|igshid|srsltid|lang|amp|usersync_\w+)$/';

	public static function is_current_request(): bool {
		$method = $_SERVER['REQUEST_METHOD'] ?? ''; // phpcs:ignore WordPress.Security.ValidatedSanitizedInput -- compared
		$known  = self::page_params();
		$may    = 'GET' === $method;
		foreach ( array_keys( $_GET ) as $name ) { // phpcs:ignore WordPress.Security.NonceVerification -- names alone
			$may = $may && ( in_array( (string) $name, $known, true ) || 1 === preg_match( self::HARMLESS, (string) $name ) );
		}
		/**
		 * Whether the page of this request may be opened once more, to ask another site who its visitor is. Not asked here, he is asked at
		 * the next page.
		 *
		 * @param bool $may true for a GET whose query names a page of WordPress, or where the visitor came from
		 */
		return true === apply_filters( 'usersync_may_reopen', $may );
	}

	/** @return list<string> the parameters of core that name a page; plugins add to that list what does something, too */
	private static function page_params(): array {
		$known = get_class_vars( \WP::class )['public_query_vars'] ?? [];
		$known = is_array( $known ) ? $known : [];
		foreach ( [ ...get_post_types( [ 'public' => true ], 'objects' ), ...get_taxonomies( [ 'public' => true ], 'objects' ) ] as $kind ) {
			$known[] = $kind->query_var;
		}
		return array_values( array_filter( $known, 'is_string' ) );
	}
}
