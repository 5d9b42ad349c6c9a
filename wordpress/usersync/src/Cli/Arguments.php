<?php
/**
 * Reads and checks arguments of commands, and prints lists.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Cli;

use WP_User;

final class Arguments {

	/** @return WP_User the user with this id, login or email address; ends the command with an error if there is none */
	public static function user( string $who ): WP_User {
		foreach ( ctype_digit( $who ) ? [ 'id' ] : [ 'login', 'email' ] as $by ) {
			$user = get_user_by( $by, $who );
			if ( false !== $user ) {
				return $user;
			}
		}
		\WP_CLI::error( sprintf( 'User "%s" not found.', $who ), false );
		exit( 1 );
	}

	/** @param array<string, mixed> $named */
	public static function number( array $named, string $name, int $default ): int {
		$value = $named[ $name ] ?? null;
		return is_numeric( $value ) && (int) $value > 0 ? (int) $value : $default;
	}

	/** @param array<string, mixed> $named */
	public static function text( array $named, string $name, string $default = '' ): string {
		$value = $named[ $name ] ?? null;
		return is_scalar( $value ) && ! is_bool( $value ) ? (string) $value : $default;
	}

	/**
	 * Prints a list in the format of --format.
	 *
	 * @param array<string, mixed> $named
	 * @param list<array<string, scalar|null>> $rows
	 * @param list<string> $columns
	 */
	public static function show( array $named, array $rows, array $columns ): void {
		$format = self::text( $named, 'format', 'table' );
		if ( 'ids' === $format || 'count' === $format ) {
			$rows = 'ids' === $format ? array_column( $rows, $columns[0] ) : $rows;
		}
		\WP_CLI\Utils\format_items( $format, $rows, $columns );
	}

	public static function time( int $at ): string {
		return 0 === $at ? '' : gmdate( 'Y-m-d H:i:s', $at );
	}
}
