<?php
/**
 * Table of a user's login history, newest first. The index keeps at most 100 events of the last 90 days.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Session;

use UserSync\Plugin\Admin\Dates;
use WP_List_Table;

if ( ! class_exists( WP_List_Table::class ) ) {
	require_once ABSPATH . 'wp-admin/includes/class-wp-list-table.php';
}

/**
 * @phpstan-import-type Event from Logins
 */
final class HistoryTable extends WP_List_Table {

	public function __construct( private readonly int $user, private readonly int $limit = 100 ) {
		parent::__construct(
			[
				'singular' => 'event',
				'plural'   => 'events',
				'ajax'     => false,
			]
		);
	}

	public function prepare_items(): void {
		$this->_column_headers = [ $this->get_columns(), [], [], 'event' ];
		$this->items           = Logins::history( $this->user, $this->limit );
	}

	/** @return array<string, string> */
	public function get_columns(): array {
		return [
			'event'  => __( 'Event', 'usersync' ),
			'time'   => __( 'When', 'usersync' ),
			'device' => __( 'Device', 'usersync' ),
			'ip'     => __( 'Address', 'usersync' ),
			'site'   => __( 'Site', 'usersync' ),
		];
	}

	public function no_items(): void {
		esc_html_e( 'There are no earlier logins.', 'usersync' );
	}

	public static function event( string $event, string $sid ): string {
		return match ( $event ) {
			'login' => __( 'Signed in', 'usersync' ),
			'logout' => '' === $sid ? __( 'Signed out everywhere', 'usersync' ) : __( 'Signed out', 'usersync' ),
			'sync' => __( 'Signed in through another site', 'usersync' ),
			'revoked' => '' === $sid ? __( 'All logins ended', 'usersync' ) : __( 'Login ended', 'usersync' ),
			default => $event,
		};
	}

	/** @param Event $item */
	protected function column_event( array $item ): string {
		return '<strong>' . esc_html( self::event( $item['event'], $item['sid'] ) ) . '</strong>';
	}

	/** @param Event $item */
	protected function column_time( array $item ): string {
		return Dates::ago( $item['time'] );
	}

	/** @param Event $item */
	protected function column_device( array $item ): string {
		return '' === $item['agent'] ? '—' : sprintf( '<span title="%s">%s</span>', esc_attr( $item['agent'] ), esc_html( Device::name( $item['agent'] ) ) );
	}

	/** @param Event $item */
	protected function column_ip( array $item ): string {
		return '' === $item['ip'] ? '—' : '<code>' . esc_html( $item['ip'] ) . '</code>';
	}

	/** @param Event $item */
	protected function column_site( array $item ): string {
		return '' === $item['site'] ? '—' : esc_html( LoginsTable::short( $item['site'] ) );
	}

	/** @param string $which "top" or "bottom"; no navigation, because the page shows another table's */
	protected function display_tablenav( $which ): void {
	}
}
