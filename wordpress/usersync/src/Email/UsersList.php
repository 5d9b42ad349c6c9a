<?php
/**
 * The users list: a column that shows whether and how an address is verified, a filter, and actions for one or more users.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Email;

use UserSync\Plugin\Account\Verified;
use UserSync\Plugin\Admin\Dates;
use UserSync\Plugin\Admin\Notices;
use UserSync\Plugin\Admin\AdminPost;
use WP_User;

final class UsersList {

	private const FILTER = 'usersync_verified';

	/** The actions. Each is a row button, a bulk action, and the name of its form. */
	private const ACTIONS = [ 'usersync_mark', 'usersync_drop', 'usersync_link' ];

	public static function register(): void {
		foreach ( [ 'manage_users_columns', 'wpmu_users_columns' ] as $hook ) {
			add_filter( $hook, [ self::class, 'columns' ] );
		}
		add_filter( 'manage_users_custom_column', [ self::class, 'cell' ], 10, 3 );
		foreach ( [ 'user_row_actions', 'ms_user_row_actions' ] as $hook ) {
			add_filter( $hook, [ self::class, 'row_actions' ], 10, 2 );
		}
		foreach ( [ 'bulk_actions-users', 'bulk_actions-users-network' ] as $hook ) {
			add_filter( $hook, [ self::class, 'bulk_actions' ] );
		}
		foreach ( [ 'handle_bulk_actions-users', 'handle_network_bulk_actions-users-network' ] as $hook ) {
			add_filter( $hook, [ self::class, 'handle_bulk' ], 10, 3 );
		}
		foreach ( [ 'views_users', 'views_users-network' ] as $hook ) {
			add_filter( $hook, [ self::class, 'views' ] );
		}
		add_filter( 'users_list_table_query_args', [ self::class, 'query' ] );
		foreach ( self::ACTIONS as $action ) {
			AdminPost::handle( $action, 'edit_users', static fn(): array => self::apply( $action, [ (int) AdminPost::text( 'user' ) ] ) );
		}
	}

	/**
	 * @param array<string, string> $columns
	 * @return array<string, string>
	 */
	public static function columns( array $columns ): array {
		$columns['usersync_verified'] = __( 'Verified', 'usersync' );
		return $columns;
	}

	public static function cell( mixed $text, string $column, int $user ): mixed {
		if ( 'usersync_verified' !== $column ) {
			return $text;
		}
		$mark = Verified::of( $user );
		if ( null === $mark ) {
			return '<span aria-hidden="true">—</span><span class="screen-reader-text">' . esc_html__( 'Not verified', 'usersync' ) . '</span>';
		}
		return sprintf( '<span title="%s">%s</span>', esc_attr( Dates::exact( $mark['at'] ) ), esc_html( self::how( $mark['how'] ) ) );
	}

	/** @return string how an address was verified, translated */
	public static function how( string $how ): string {
		return match ( $how ) {
			'registration' => __( 'By registration', 'usersync' ),
			'administrator' => __( 'By an administrator', 'usersync' ),
			'code' => __( 'By an emailed code', 'usersync' ),
			'sync' => __( 'By another site', 'usersync' ),
			'import' => __( 'Imported', 'usersync' ),
			default => __( 'Yes', 'usersync' ),
		};
	}

	/**
	 * @param array<string, string> $actions
	 * @return array<string, string>
	 */
	public static function row_actions( array $actions, WP_User $user ): array {
		if ( ! current_user_can( 'edit_user', $user->ID ) || ! current_user_can( 'edit_users' ) ) {
			return $actions;
		}
		foreach ( Verified::is( $user->ID ) ? [ 'usersync_drop' ] : [ 'usersync_mark', 'usersync_link' ] as $action ) {
			$actions[ $action ] = AdminPost::button( $action, 'user', (string) $user->ID, self::label( $action ) );
		}
		return $actions;
	}

	private static function label( string $action ): string {
		return match ( $action ) {
			'usersync_mark' => __( 'Mark as verified', 'usersync' ),
			'usersync_drop' => __( 'Mark as not verified', 'usersync' ),
			default => __( 'Email a verification link', 'usersync' ),
		};
	}

	/**
	 * @param array<string, mixed> $actions
	 * @return array<string, mixed>
	 */
	public static function bulk_actions( array $actions ): array {
		if ( current_user_can( 'edit_users' ) ) {
			foreach ( self::ACTIONS as $action ) {
				$actions[ $action ] = self::label( $action );
			}
		}
		return $actions;
	}

	/** @param array<int|string> $users core has checked the nonce of its form */
	public static function handle_bulk( mixed $back, string $action, array $users ): mixed {
		if ( ! in_array( $action, self::ACTIONS, true ) || ! is_string( $back ) || ! current_user_can( 'edit_users' ) ) {
			return $back;
		}
		[ $notice, $count ] = self::apply( $action, array_map( 'intval', $users ) );
		return Notices::add( $back, $notice, $count );
	}

	/**
	 * @param int[] $users
	 * @return array{string, int} notice code (Notices) and its count
	 */
	private static function apply( string $action, array $users ): array {
		$done = 0;
		$last = [ '', 0 ];
		foreach ( $users as $id ) {
			$user = get_userdata( $id );
			if ( false === $user || ! current_user_can( 'edit_user', $id ) || Verified::is( $id ) !== ( 'usersync_drop' === $action ) ) {
				continue;
			}
			if ( 'usersync_mark' === $action ) {
				Verified::mark( $id, 'administrator' );
			} elseif ( 'usersync_drop' === $action ) {
				Verified::drop( $id );
			} else {
				$last = AddressCode::mail_link( $user );
				if ( 'links_sent' !== $last[0] ) {
					continue;
				}
			}
			++$done;
		}
		if ( 0 === $done && '' !== $last[0] ) {
			return $last;
		}
		$notice = match ( $action ) {
			'usersync_mark' => 'marked',
			'usersync_drop' => 'dropped',
			default => 'links_sent',
		};
		return [ $notice, $done ];
	}

	/**
	 * @param array<string, string> $views
	 * @return array<string, string>
	 */
	public static function views( array $views ): array {
		$here  = self::filter_value();
		$list  = is_network_admin() ? network_admin_url( 'users.php' ) : admin_url( 'users.php' );
		$names = [
			'1' => __( 'Verified', 'usersync' ),
			'0' => __( 'Not verified', 'usersync' ),
		];
		foreach ( $names as $value => $name ) {
			$views[ 'usersync_' . $value ] = sprintf(
				'<a href="%s"%s>%s</a>',
				esc_url( add_query_arg( self::FILTER, $value, $list ) ),
				(string) $value === $here ? ' class="current" aria-current="page"' : '',
				esc_html( $name )
			);
		}
		return $views;
	}

	/**
	 * Filters by the existence of the mark: an outdated mark is removed when the address changes.
	 *
	 * @param array<string, mixed> $args
	 * @return array<string, mixed>
	 */
	public static function query( array $args ): array {
		$wanted = self::filter_value();
		if ( '' !== $wanted ) {
			$meta   = is_array( $args['meta_query'] ?? null ) ? $args['meta_query'] : [];
			$meta[] = [
				'key'     => Verified::META,
				'compare' => '1' === $wanted ? 'EXISTS' : 'NOT EXISTS',
			];
			// phpcs:ignore WordPress.DB.SlowDBQuery -- only when the filter is used
			$args['meta_query'] = $meta;
		}
		return $args;
	}

	private static function filter_value(): string {
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- a filter
		$value = $_GET[ self::FILTER ] ?? '';
		return '0' === $value || '1' === $value ? $value : '';
	}
}
