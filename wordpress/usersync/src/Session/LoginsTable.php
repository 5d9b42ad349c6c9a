<?php
/**
 * Table of open logins, of one user or of all users.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Session;

use UserSync\Plugin\Admin\Dates;
use UserSync\Plugin\Admin\Menu;
use UserSync\Plugin\Admin\AdminPost;
use WP_List_Table;
use WP_User;
use WP_User_Query;

if ( ! class_exists( WP_List_Table::class ) ) {
	require_once ABSPATH . 'wp-admin/includes/class-wp-list-table.php';
}

/**
 * @phpstan-import-type Login from Logins
 */
final class LoginsTable extends WP_List_Table {

	public const PER_PAGE = 'usersync_sessions_per_page';

	/** @param WP_User|null $user null: all users */
	public function __construct( private readonly ?WP_User $user ) {
		parent::__construct(
			[
				'singular' => 'login',
				'plural'   => 'logins',
				'ajax'     => false,
			]
		);
	}

	public function prepare_items(): void {
		$this->_column_headers = [ $this->get_columns(), [], [], null === $this->user ? 'user' : 'device' ];
		if ( null !== $this->user ) {
			$this->items = Logins::of( $this->user->ID );
			return;
		}
		$size  = $this->get_items_per_page( self::PER_PAGE, 20 );
		$query = new WP_User_Query(
			[
				'blog_id'     => is_network_admin() ? 0 : get_current_blog_id(),
				'meta_key'    => 'session_tokens', // phpcs:ignore WordPress.DB.SlowDBQuery -- paged, on an administrator's screen
				'search'      => '' === self::search() ? '' : '*' . self::search() . '*',
				'number'      => $size,
				'paged'       => $this->get_pagenum(),
				'orderby'     => 'login',
				'count_total' => true,
			]
		);
		$items = [];
		foreach ( $query->get_results() as $user ) {
			if ( $user instanceof WP_User ) {
				$items = [ ...$items, ...Logins::of( $user->ID ) ];
			}
		}
		$this->items = $items;
		// Pages count users, because the number of logins is known only after reading all of them.
		$this->set_pagination_args(
			[
				'total_items' => $query->get_total(),
				'per_page'    => $size,
			]
		);
	}

	public static function search(): string {
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- a search
		$text = $_GET['s'] ?? '';
		return is_string( $text ) ? sanitize_text_field( wp_unslash( $text ) ) : '';
	}

	/** @return array<string, string> */
	public function get_columns(): array {
		$columns = [
			'cb'     => '<input type="checkbox">',
			'user'   => __( 'User', 'usersync' ),
			'device' => __( 'Device', 'usersync' ),
			'ip'     => __( 'Address', 'usersync' ),
			'site'   => __( 'Site', 'usersync' ),
			'since'  => __( 'Since', 'usersync' ),
			'seen'   => __( 'Last seen', 'usersync' ),
		];
		if ( null !== $this->user ) {
			unset( $columns['user'] );
		}
		return $columns;
	}

	public function no_items(): void {
		'' === self::search() ? esc_html_e( 'No user is signed in.', 'usersync' ) : esc_html_e( 'No signed-in user matches the search.', 'usersync' );
	}

	/** @param Login $login */
	protected function column_cb( $login ): string {
		return '' === $login['sid'] ? '' : sprintf(
			'<input type="checkbox" name="logins[]" value="%s" aria-label="%s">',
			esc_attr( $login['user'] . ':' . $login['sid'] ),
			esc_attr__( 'Select this login', 'usersync' )
		);
	}

	/** @param Login $login */
	protected function column_device( array $login ): string {
		$text = sprintf( '<strong title="%s">%s</strong>', esc_attr( $login['agent'] ), esc_html( Device::name( $login['agent'] ) ) );
		if ( $login['current'] ) {
			$text .= ' — <span class="post-state">' . esc_html__( 'this browser', 'usersync' ) . '</span>';
		}
		return null === $this->user ? $text : $text . $this->actions( $login );
	}

	/** @param Login $login */
	protected function column_user( array $login ): string {
		$user = get_userdata( $login['user'] );
		return false === $user ? '' : sprintf( '<strong><a href="%s">%s</a></strong>', esc_url( self::url( $user->ID ) ), esc_html( $user->user_login ) ) . $this->actions( $login );
	}

	/** @param Login $login */
	private function actions( array $login ): string {
		$actions = [];
		if ( '' !== $login['sid'] && Screen::may_end( $login['user'] ) ) {
			$actions['delete'] = AdminPost::button( Screen::END, 'login', $login['user'] . ':' . $login['sid'], __( 'End', 'usersync' ), 'button-link button-link-delete' );
		}
		if ( null === $this->user ) {
			$actions['history'] = sprintf( '<a href="%s">%s</a>', esc_url( self::url( $login['user'] ) ), esc_html__( 'History', 'usersync' ) );
		}
		return $this->row_actions( $actions );
	}

	/** @param Login $login */
	protected function column_ip( array $login ): string {
		return '' === $login['ip'] ? '—' : '<code>' . esc_html( $login['ip'] ) . '</code>';
	}

	/** @param Login $login */
	protected function column_site( array $login ): string {
		$text = esc_html( self::short( '' === $login['site'] ? home_url() : $login['site'] ) );
		if ( '' !== $login['issuer'] ) {
			/* translators: %s: address of another site. */
			$text .= '<br><small>' . esc_html( sprintf( __( 'from %s', 'usersync' ), self::short( $login['issuer'] ) ) ) . '</small>';
		}
		return $text . ( '' === $login['label'] ? '' : '<br><small>' . esc_html( $login['label'] ) . '</small>' );
	}

	/** @param Login $login */
	protected function column_since( array $login ): string {
		return Dates::ago( $login['since'] );
	}

	/** @param Login $login */
	protected function column_seen( array $login ): string {
		return Dates::ago( $login['seen'] );
	}

	/** @param string $which */
	protected function extra_tablenav( $which ): void {
		if ( $this->has_items() ) { // Core hides the upper one on narrow screens.
			printf( '<div class="alignleft actions"><button class="button">%s</button></div>', esc_html__( 'End selected logins', 'usersync' ) );
		}
	}

	/** @param 'top'|'bottom' $which */
	protected function pagination( $which ): void {
		ob_start();
		parent::pagination( $which );
		$count = $this->_pagination_args['total_items'] ?? 0;
		$count = is_numeric( $count ) ? (int) $count : 0;
		/* translators: %s: number of users. */
		$text = esc_html( sprintf( _n( '%s user', '%s users', $count, 'usersync' ), number_format_i18n( $count ) ) );
		// phpcs:ignore WordPress.Security.EscapeOutput -- core's markup, and a text escaped above
		echo preg_replace( '#(<span class="displaying-num">)[^<]*#', '${1}' . $text, (string) ob_get_clean(), 1 );
	}

	public static function url( int $user ): string {
		return add_query_arg( 'user', $user, Menu::url( Screen::SLUG ) );
	}

	public static function short( string $url ): string {
		return (string) preg_replace( '#^https?://#', '', $url );
	}
}
