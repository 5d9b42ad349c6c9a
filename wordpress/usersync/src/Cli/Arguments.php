<?php
/**
 * Arguments of commands, as the types they are meant to be.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Cli;

use WP_User;

final class Arguments {

	/** The user an argument names, by id, login or address; ends the command when there is none. */
	public static function user( string $who ): WP_User {
		foreach ( ctype_digit( $who ) ? [ 'id' ] : [ 'login', 'email' ] as $by ) {
			$user = get_user_by( $by, $who );
			if ( false !== $user ) {
				return $user;
			}
		}
		\WP_CLI::error( sprintf( 'There is no user "%s".', $who ), false );
		exit( 1 );
	}

	/** @param array<string, mixed> $named */
	public static function number( array $named, string $name, int $otherwise ): int {
		$value = $named[ $name ] ?? null;
		return is_numeric( $value ) && (int) $value > 0 ? (int) $value : $otherwise;
	}

	/** @param array<string, mixed> $named */
	public static function text( array $named, string $name, string $otherwise = '' ): string {
		$value = $named[ $name ] ?? null;
		return is_scalar( $value ) && ! is_bool( $value ) ? (string) $value : $otherwise;
	}

	/**
	 * A list, in the format that --format asks for.
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

	public static function moment( int $at ): string {
		return 0 === $at ? '' : gmdate( 'Y-m-d H:i:s', $at );
	}
}
