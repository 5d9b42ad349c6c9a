<?php
/**
 * The user's logins and their recent history in the profile. Users can end logins that are not theirs.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Session;

use UserSync\Plugin\Admin\Dates;
use UserSync\Plugin\Admin\AdminPost;
use WP_User;

/**
 * @phpstan-import-type Login from Logins
 */
final class ProfileList {

	public static function register(): void {
		add_action( 'show_user_profile', [ self::class, 'show' ], 20 );
		add_action( 'edit_user_profile', [ self::class, 'show' ], 20 );
	}

	public static function show( WP_User $user ): void {
		if ( ! Screen::may_end( $user->ID ) ) {
			return;
		}
		echo '<h2>', esc_html__( 'Logins', 'usersync' ), '</h2><table class="form-table" role="presentation"><tr><th scope="row">', esc_html__( 'Open logins', 'usersync' ), '</th><td><ul style="margin: 0">';
		$logins = Logins::of( $user->ID );
		array_map( [ self::class, 'print_login' ], $logins );
		echo '</ul>';
		if ( [] === $logins ) {
			echo '<p>', esc_html__( 'Not signed in anywhere.', 'usersync' ), '</p>';
		} else {
			// phpcs:ignore WordPress.Security.EscapeOutput -- built from escaped parts
			echo '<p>', AdminPost::button( Screen::END_ALL, 'user', (string) $user->ID, __( 'End all, everywhere', 'usersync' ), 'button' ), '</p>';
		}
		echo '</td></tr><tr><th scope="row">', esc_html__( 'Recent events', 'usersync' ), '</th><td>';
		$history = Logins::history( $user->ID, 20 );
		if ( [] === $history ) {
			echo '<p>', esc_html__( 'No events yet.', 'usersync' ), '</p></td></tr></table>';
			return;
		}
		echo '<details><summary>', esc_html__( 'Show the last 20 events', 'usersync' ), '</summary><ul>';
		foreach ( $history as $event ) {
			$device = Device::name( $event['agent'] );
			printf(
				'<li>%s: %s · %s · %s</li>',
				Dates::ago( $event['time'] ), // phpcs:ignore WordPress.Security.EscapeOutput -- escaped
				esc_html( HistoryTable::event( $event['event'], $event['sid'] ) ),
				esc_html( self::or_dash( $event['agent'], $device ) ),
				esc_html( self::or_dash( $event['ip'], $event['ip'] ) )
			);
		}
		echo '</ul></details></td></tr></table>';
	}

	/** @param Login $login */
	private static function print_login( array $login ): void {
		$about = array_filter( [ $login['ip'], LoginsTable::short( $login['site'] ) ], static fn( string $text ): bool => '' !== $text );
		printf(
			'<li><strong title="%s">%s</strong>%s · %s · ',
			esc_attr( $login['agent'] ),
			esc_html( Device::name( $login['agent'] ) ),
			$login['current'] ? ' (' . esc_html__( 'this browser', 'usersync' ) . ')' : '',
			esc_html( implode( ' · ', $about ) )
		);
		// phpcs:disable WordPress.Security.EscapeOutput -- built from escaped parts
		/* translators: %s: how long ago, such as "5 minutes ago". */
		printf( esc_html__( 'last seen %s', 'usersync' ), Dates::ago( $login['seen'] ) );
		if ( '' !== $login['sid'] ) {
			echo ' · ', AdminPost::button( Screen::END, 'login', $login['user'] . ':' . $login['sid'], __( 'End', 'usersync' ), 'button-link button-link-delete' );
		}
		// phpcs:enable
		echo '</li>';
	}

	private static function or_dash( string $known, string $text ): string {
		return '' === $known ? '—' : $text;
	}
}
