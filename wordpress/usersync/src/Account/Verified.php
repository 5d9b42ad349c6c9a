<?php
/**
 * The mark that a user's email address is verified. It belongs to the address, so another address is not verified.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Account;

final class Verified {

	/** User meta: array{address: SHA-256 of the address, how: string, at: int}. */
	public const META = 'usersync_verified';

	public static function is( int $user ): bool {
		return null !== self::of( $user );
	}

	/** @return array{how: string, at: int}|null null: the current address is not verified */
	public static function of( int $user ): ?array {
		$found = get_userdata( $user );
		return false === $found ? null : self::of_address( $user, $found->user_email );
	}

	/** @return array{how: string, at: int}|null the mark of this address, which may be an earlier address of the user; null: none */
	public static function of_address( int $user, string $email ): ?array {
		$mark = get_user_meta( $user, self::META, true );
		if ( '' === $email || ! is_array( $mark ) || self::address( $email ) !== ( $mark['address'] ?? null ) ) {
			return null;
		}
		$how = $mark['how'] ?? '';
		$at  = $mark['at'] ?? 0;
		return [
			'how' => is_string( $how ) ? $how : '',
			'at'  => is_numeric( $at ) ? (int) $at : 0,
		];
	}

	/** @param string $how 'registration' (the mailed password link), 'administrator', 'code', 'sync' or 'import' */
	public static function mark( int $user, string $how ): void {
		$found = get_userdata( $user );
		if ( false === $found || '' === $found->user_email || self::is( $user ) ) {
			return;
		}
		update_user_meta(
			$user,
			self::META,
			[
				'address' => self::address( $found->user_email ),
				'how'     => $how,
				'at'      => time(),
			]
		);
		/**
		 * A user's email address was verified.
		 *
		 * @param int    $user
		 * @param string $how
		 */
		do_action( 'usersync_address_verified', $user, $how );
	}

	public static function drop( int $user ): void {
		delete_user_meta( $user, self::META );
	}

	/** Whether two addresses are equal, ignoring case and surrounding spaces. */
	public static function same( string $one, string $other ): bool {
		return self::address( $one ) === self::address( $other );
	}

	private static function address( string $email ): string {
		return hash( 'sha256', strtolower( trim( $email ) ) );
	}
}
