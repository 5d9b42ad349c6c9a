<?php
/**
 * The mark that a user's address was proven to be his. It belongs to the address: with another address it is gone.
 *
 * @package UserSync
 */

namespace UserSync\Plugin;

final class Verified {

	/** User meta: array{address: SHA-256 of the address, how: string, at: int}. */
	public const META = 'usersync_verified';

	public static function is( int $user ): bool {
		$found = get_userdata( $user );
		$mark  = get_user_meta( $user, self::META, true );
		return false !== $found && is_array( $mark ) && ( $mark['address'] ?? null ) === self::address( $found->user_email );
	}

	/** @param string $how 'registration', 'administrator', 'code' or 'sync' */
	public static function mark( int $user, string $how ): void {
		$found = get_userdata( $user );
		if ( false === $found || '' === $found->user_email ) {
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
	}

	public static function drop( int $user ): void {
		delete_user_meta( $user, self::META );
	}

	private static function address( string $email ): string {
		return hash( 'sha256', strtolower( trim( $email ) ) );
	}
}
