<?php
/**
 * The screen "Sessions": open logins and their history, and buttons that end one login, several, or all of a user. A login ends at every
 * site of the network.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Session;

use UserSync\Plugin\Admin\Menu;
use UserSync\Plugin\Admin\AdminPost;
use WP_User;

final class Screen {

	public const SLUG = 'usersync-sessions';

	public const END = 'usersync_end_login';

	public const END_SELECTED = 'usersync_end_logins';

	public const END_ALL = 'usersync_end_all';

	private static ?LoginsTable $table = null;

	public static function register(): void {
		Menu::add( self::SLUG, static fn(): string => __( 'Sessions', 'usersync' ), 'view_usersync_sessions', [ self::class, 'show' ], [ self::class, 'load' ], 20 );
		add_filter( 'set_screen_option_' . LoginsTable::PER_PAGE, static fn( mixed $keep, string $option, mixed $value ): int => is_numeric( $value ) ? max( 1, min( 200, (int) $value ) ) : 20, 10, 3 );
		AdminPost::handle( self::END, '', static fn(): array => self::end( [ AdminPost::text( 'login' ) ] ) );
		AdminPost::handle( self::END_SELECTED, 'view_usersync_sessions', [ self::class, 'end_selected' ] );
		AdminPost::handle( self::END_ALL, '', [ self::class, 'end_all' ] );
		add_filter( 'user_row_actions', [ self::class, 'row_action' ], 20, 2 );
		add_filter( 'ms_user_row_actions', [ self::class, 'row_action' ], 20, 2 );
	}

	/** Users who may edit a user may end their logins. Every user may end their own. */
	public static function may_end( int $user ): bool {
		return get_current_user_id() === $user || current_user_can( 'edit_user', $user );
	}

	/**
	 * @param string[] $logins each "user:sid"
	 * @return array{string, int}
	 */
	private static function end( array $logins ): array {
		$count = 0;
		foreach ( $logins as $login ) {
			if ( 1 === preg_match( '/^(\d+):([A-Za-z0-9_-]{22})$/', $login, $found ) && self::may_end( (int) $found[1] ) ) {
				$count += Logins::end( (int) $found[1], $found[2] ) ? 1 : 0;
			}
		}
		return [ 'logins_ended', $count ];
	}

	/** @return array{string, int} */
	public static function end_selected(): array {
		$logins = wp_unslash( $_POST['logins'] ?? [] ); // phpcs:ignore WordPress.Security -- AdminPost::handle() checked the nonce; end() matches each
		return self::end( is_array( $logins ) ? array_filter( $logins, 'is_string' ) : [] );
	}

	/** @return array{string, int} */
	public static function end_all(): array {
		$user = (int) AdminPost::text( 'user' );
		return [ 'logins_ended', $user > 0 && self::may_end( $user ) ? Logins::end_all( $user ) : 0 ];
	}

	/**
	 * @param array<string, string> $actions
	 * @return array<string, string>
	 */
	public static function row_action( array $actions, WP_User $user ): array {
		if ( current_user_can( 'view_usersync_sessions' ) ) {
			$actions['usersync_sessions'] = sprintf( '<a href="%s">%s</a>', esc_url( LoginsTable::url( $user->ID ) ), esc_html__( 'Sessions', 'usersync' ) );
		}
		return $actions;
	}

	public static function load(): void {
		$user = self::selected_user();
		if ( null === $user ) {
			add_screen_option(
				'per_page',
				[
					'label'   => __( 'Users per page', 'usersync' ),
					'default' => 20,
					'option'  => LoginsTable::PER_PAGE,
				]
			);
		}
		self::$table = new LoginsTable( $user );
		self::$table->prepare_items();
	}

	private static function selected_user(): ?WP_User {
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- selects the user to show
		$id   = $_GET['user'] ?? '';
		$user = is_string( $id ) && ctype_digit( $id ) ? get_userdata( (int) $id ) : false;
		return false === $user ? null : $user;
	}

	public static function show(): void {
		$user = self::selected_user();
		echo '<div class="wrap"><h1 class="wp-heading-inline">';
		if ( null === $user ) {
			esc_html_e( 'Sessions', 'usersync' );
		} else {
			/* translators: %s: user name. */
			echo esc_html( sprintf( __( 'Sessions of %s', 'usersync' ), $user->user_login ) );
		}
		echo '</h1> ';
		if ( null !== $user ) {
			printf( '<a class="page-title-action" href="%s">%s</a> ', esc_url( Menu::url( self::SLUG ) ), esc_html__( 'All users', 'usersync' ) );
			if ( self::may_end( $user->ID ) ) {
				// phpcs:ignore WordPress.Security.EscapeOutput -- built from escaped parts
				echo AdminPost::button( self::END_ALL, 'user', (string) $user->ID, __( 'End all, everywhere', 'usersync' ), 'page-title-action' );
			}
		}
		echo '<hr class="wp-header-end">';
		if ( null === $user ) {
			self::search_form();
		}
		AdminPost::open_form( self::END_SELECTED );
		self::$table?->display();
		echo '</form>';
		if ( null !== $user ) {
			echo '<h2>', esc_html__( 'History', 'usersync' ), '</h2>';
			$history = new HistoryTable( $user->ID );
			$history->prepare_items();
			$history->display();
		}
		echo '</div>';
	}

	private static function search_form(): void {
		printf(
			'<form method="get"><input type="hidden" name="page" value="%s"><p class="search-box"><label class="screen-reader-text" for="usersync-search">%s</label><input type="search" id="usersync-search" name="s" value="%s"> <button class="button">%s</button></p></form>',
			esc_attr( self::SLUG ),
			esc_html__( 'Search users', 'usersync' ),
			esc_attr( LoginsTable::search() ),
			esc_html__( 'Search users', 'usersync' )
		);
	}
}
