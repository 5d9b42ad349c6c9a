<?php
/**
 * Reads values of known types from arrays that come from JSON, options or tokens.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Site;

final class Fields {

	/**
	 * @param array<array-key, mixed> $from
	 * @return string empty if the field is missing or not a text
	 */
	public static function text( array $from, string $key ): string {
		$value = $from[ $key ] ?? '';
		return is_string( $value ) ? $value : '';
	}

	/**
	 * @param array<array-key, mixed> $from
	 * @return int $default if the field is missing or not an integer
	 */
	public static function int( array $from, string $key, int $default = 0 ): int { // phpcs:ignore Universal.NamingConventions.NoReservedKeywordParameterNames
		$value = $from[ $key ] ?? $default;
		return is_int( $value ) ? $value : $default;
	}

	/**
	 * @param array<array-key, mixed> $from
	 * @return list<string> the texts in the field; empty if it is missing or not an array
	 */
	public static function texts( array $from, string $key ): array {
		$value = $from[ $key ] ?? [];
		return array_values( array_filter( is_array( $value ) ? $value : [], 'is_string' ) );
	}
}
