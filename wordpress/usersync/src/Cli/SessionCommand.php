<?php
/**
 * @package UserSync
 */

namespace UserSync\Plugin\Cli;

use UserSync\Plugin\Session\Device;
use UserSync\Plugin\Session\Logins;

/**
 * Lists and ends logins. Times are UTC.
 */
final class SessionCommand {

	/**
	 * Lists the open logins of a user.
	 *
	 * ## OPTIONS
	 *
	 * <user>
	 * : Id, login or email address.
	 *
	 * [--format=<format>]
	 * : table, csv, json, yaml, ids or count. Default: table.
	 *
	 * @param string[]             $given
	 * @param array<string, mixed> $named
	 */
	public function list( array $given, array $named ): void {
		$rows = array_map(
			static fn( array $login ): array => [
				'sid'       => $login['sid'],
				'device'    => Device::name( $login['agent'] ),
				'ip'        => $login['ip'],
				'site'      => $login['site'],
				'issuer'    => $login['issuer'],
				'since'     => Arguments::time( $login['since'] ),
				'last_seen' => Arguments::time( $login['seen'] ),
				'expires'   => Arguments::time( $login['expires'] ),
			],
			Logins::of( Arguments::user( $given[0] )->ID )
		);
		Arguments::show( $named, $rows, [ 'sid', 'device', 'ip', 'site', 'issuer', 'since', 'last_seen', 'expires' ] );
	}

	/**
	 * Shows the login history of a user, newest first.
	 *
	 * ## OPTIONS
	 *
	 * <user>
	 * : Id, login or email address.
	 *
	 * [--limit=<number>]
	 * : Default: 50.
	 *
	 * [--format=<format>]
	 * : table, csv, json, yaml or count. Default: table.
	 *
	 * @param string[]             $given
	 * @param array<string, mixed> $named
	 */
	public function history( array $given, array $named ): void {
		$rows = array_map(
			static fn( array $event ): array => [
				'time'   => Arguments::time( $event['time'] ),
				'event'  => $event['event'],
				'device' => '' === $event['agent'] ? '' : Device::name( $event['agent'] ),
				'ip'     => $event['ip'],
				'site'   => $event['site'],
				'sid'    => $event['sid'],
			],
			Logins::history( Arguments::user( $given[0] )->ID, Arguments::number( $named, 'limit', 50 ) )
		);
		Arguments::show( $named, $rows, [ 'time', 'event', 'device', 'ip', 'site', 'sid' ] );
	}

	/**
	 * Ends logins, at every site of the network.
	 *
	 * ## OPTIONS
	 *
	 * [<user>]
	 * : Id, login or email address.
	 *
	 * [<sid>...]
	 * : The sids of the logins to end, as shown by list. Default: all logins of the user.
	 *
	 * [--all]
	 * : End all logins of all users, after a confirmation.
	 *
	 * [--yes]
	 * : Skip the confirmation.
	 *
	 * @param string[]             $given
	 * @param array<string, mixed> $named
	 */
	public function destroy( array $given, array $named ): void {
		if ( isset( $named['all'] ) ) {
			\WP_CLI::confirm( 'End all logins of all users?', $named );
			$this->destroy_everything();
			return;
		}
		if ( ! isset( $given[0] ) ) {
			\WP_CLI::error( 'Name a user, or use --all.' );
		}
		$user  = Arguments::user( $given[0] );
		$sids  = array_slice( $given, 1 );
		$count = 0;
		if ( [] === $sids ) {
			$count = Logins::end_all( $user->ID );
		}
		foreach ( $sids as $sid ) {
			if ( Logins::end( $user->ID, $sid ) ) {
				++$count;
			} else {
				\WP_CLI::warning( sprintf( '%s has no login %s.', $user->user_login, $sid ) );
			}
		}
		\WP_CLI::success( sprintf( '%d logins ended.', $count ) );
	}

	private function destroy_everything(): void {
		global $wpdb;
		// phpcs:ignore WordPress.DB -- all users with a login, on a command line
		$users = $wpdb->get_col( $wpdb->prepare( "SELECT DISTINCT user_id FROM {$wpdb->usermeta} WHERE meta_key = %s ORDER BY user_id", 'session_tokens' ) );
		$bar   = new Progress( 'Users', count( $users ) );
		$count = 0;
		foreach ( $users as $user ) {
			$count += Logins::end_all( (int) $user );
			$bar->tick();
		}
		$bar->finish();
		\WP_CLI::success( sprintf( '%d logins of %d users ended.', $count, count( $users ) ) );
	}
}
