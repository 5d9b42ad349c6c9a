<?php
/**
 * @package UserSync
 */

namespace UserSync\Plugin\Cli;

use UserSync\Plugin\Account\Verified;
use UserSync\Plugin\Email\AddressCode;
use WP_User;

/**
 * Marks email addresses of users as verified, or removes the mark.
 */
final class VerifyCommand {

	/**
	 * Marks users as verified.
	 *
	 * ## OPTIONS
	 *
	 * [<user>...]
	 * : Ids, logins or email addresses.
	 *
	 * [--role=<role>]
	 * : All users of a role.
	 *
	 * @param string[]             $given
	 * @param array<string, mixed> $named
	 */
	public function mark( array $given, array $named ): void {
		$this->each( $given, $named, static fn( WP_User $user ) => Verified::mark( $user->ID, 'administrator' ), 'marked' );
	}

	/**
	 * Removes the mark from users.
	 *
	 * ## OPTIONS
	 *
	 * [<user>...]
	 * : Ids, logins or email addresses.
	 *
	 * [--role=<role>]
	 * : All users of a role.
	 *
	 * @param string[]             $given
	 * @param array<string, mixed> $named
	 */
	public function drop( array $given, array $named ): void {
		$this->each( $given, $named, static fn( WP_User $user ) => Verified::drop( $user->ID ), 'no longer marked' );
	}

	/**
	 * Emails users a link that verifies their address.
	 *
	 * ## OPTIONS
	 *
	 * <user>...
	 * : Ids, logins or email addresses.
	 *
	 * @param string[]             $given
	 * @param array<string, mixed> $named
	 */
	public function mail( array $given, array $named ): void {
		$this->each(
			$given,
			$named,
			static function ( WP_User $user ): void {
				[ $notice, $number ] = Verified::is( $user->ID ) ? [ 'links_sent', 1 ] : AddressCode::mail_link( $user );
				if ( 'links_sent' !== $notice ) {
					\WP_CLI::warning( sprintf( 'code_later' === $notice ? '%s: too many emails, try again in %d seconds.' : '%s: the email could not be sent.', $user->user_login, $number ) );
				}
			},
			'done'
		);
	}

	/**
	 * Shows whether and how a user's address is verified. The exit status is 1 if it is not.
	 *
	 * ## OPTIONS
	 *
	 * <user>
	 * : Id, login or email address.
	 *
	 * @param string[]             $given
	 * @param array<string, mixed> $named
	 */
	public function status( array $given, array $named ): void {
		$user = Arguments::user( $given[0] );
		$mark = Verified::of( $user->ID );
		if ( null === $mark ) {
			\WP_CLI::line( sprintf( '%s is not verified', $user->user_email ) );
			\WP_CLI::halt( 1 );
		} else {
			\WP_CLI::line( sprintf( '%s is verified: %s, %s', $user->user_email, $mark['how'], Arguments::time( $mark['at'] ) ) );
		}
	}

	/**
	 * @param string[]               $given
	 * @param array<string, mixed>   $named
	 * @param callable(WP_User): mixed $change
	 */
	private function each( array $given, array $named, callable $change, string $done ): void {
		$role = Arguments::text( $named, 'role' );
		$who  = array_map( static fn( string $name ): int => Arguments::user( $name )->ID, $given );
		if ( '' !== $role ) {
			$who = [
				...$who,
				...array_map(
					'intval',
					get_users(
						[
							'role'   => $role,
							'fields' => 'ID',
						]
					)
				),
			];
		}
		if ( [] === $who ) {
			\WP_CLI::error( 'No user found: name users, or a role that has users.' );
		}
		$bar = new Progress( 'Users', count( $who ) );
		foreach ( array_unique( $who ) as $id ) {
			$user = get_userdata( $id );
			if ( false !== $user ) {
				$change( $user );
			}
			$bar->tick();
		}
		$bar->finish();
		\WP_CLI::success( sprintf( '%d %s.', count( array_unique( $who ) ), $done ) );
	}
}
