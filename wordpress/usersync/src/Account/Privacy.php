<?php
/**
 * Exporter and eraser for WordPress' personal data tools, and a suggested text for the privacy policy.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Account;

use UserSync\Plugin\Admin\Dates;
use UserSync\Plugin\Email\UsersList;
use UserSync\Plugin\Session\HistoryTable;
use UserSync\Plugin\Session\Logins;
use UserSync\UserSyncException;

final class Privacy {

	private const NAME = 'usersync';

	public static function register(): void {
		add_filter( 'wp_privacy_personal_data_exporters', [ self::class, 'add_exporter' ] );
		add_filter( 'wp_privacy_personal_data_erasers', [ self::class, 'add_eraser' ] );
		add_action( 'admin_init', [ self::class, 'suggest_policy' ] );
	}

	/**
	 * @param array<string, mixed> $exporters
	 * @return array<string, mixed>
	 */
	public static function add_exporter( array $exporters ): array {
		$exporters[ self::NAME ] = [
			'exporter_friendly_name' => __( 'UserSync', 'usersync' ),
			'callback'               => [ self::class, 'export' ],
		];
		return $exporters;
	}

	/**
	 * @param array<string, mixed> $erasers
	 * @return array<string, mixed>
	 */
	public static function add_eraser( array $erasers ): array {
		$erasers[ self::NAME ] = [
			'eraser_friendly_name' => __( 'UserSync', 'usersync' ),
			'callback'             => [ self::class, 'erase' ],
		];
		return $erasers;
	}

	/** @return array{data: list<array<string, mixed>>, done: bool} */
	public static function export( string $address ): array {
		$user  = get_user_by( 'email', $address );
		$items = [];
		if ( false !== $user ) {
			foreach ( Logins::of( $user->ID ) as $n => $login ) {
				$items[] = self::item(
					'usersync-logins',
					__( 'Open logins', 'usersync' ),
					'login-' . $n,
					[
						__( 'Since', 'usersync' )     => Dates::exact( $login['since'] ),
						__( 'Last seen', 'usersync' ) => Dates::exact( $login['seen'] ),
						__( 'Address', 'usersync' )   => $login['ip'],
						__( 'Device', 'usersync' )    => $login['agent'],
						__( 'Site', 'usersync' )      => $login['site'],
					]
				);
			}
			foreach ( Logins::history( $user->ID, 100 ) as $n => $event ) {
				$items[] = self::item(
					'usersync-history',
					__( 'History of logins', 'usersync' ),
					'event-' . $n,
					[
						__( 'Event', 'usersync' )   => HistoryTable::event( $event['event'], $event['sid'] ),
						__( 'When', 'usersync' )    => Dates::exact( $event['time'] ),
						__( 'Address', 'usersync' ) => $event['ip'],
						__( 'Device', 'usersync' )  => $event['agent'],
						__( 'Site', 'usersync' )    => $event['site'],
					]
				);
			}
			$mark = Verified::of( $user->ID );
			if ( null !== $mark ) {
				$items[] = self::item(
					'usersync-verified',
					__( 'Verified email', 'usersync' ),
					'verified',
					[
						__( 'By', 'usersync' )   => UsersList::how( $mark['how'] ),
						__( 'When', 'usersync' ) => Dates::exact( $mark['at'] ),
					]
				);
			}
		}
		return [
			'data' => $items,
			'done' => true,
		];
	}

	/**
	 * Ends all logins of the user at all sites, and erases their history and the mark of the verified address.
	 *
	 * @return array{items_removed: bool, items_retained: bool, messages: list<string>, done: bool}
	 */
	public static function erase( string $address ): array {
		$user     = get_user_by( 'email', $address );
		$removed  = false;
		$messages = [];
		if ( false !== $user ) {
			$removed = Logins::end_all( $user->ID ) > 0 || Verified::is( $user->ID );
			Verified::drop( $user->ID );
			try {
				$removed = [] !== usersync_session_history( (string) $user->ID, 1 ) || $removed;
				usersync_session_destroy_all( (string) $user->ID, [ 'history' => false ] );
			} catch ( UserSyncException $e ) {
				$messages[] = $e->getMessage();
			}
		}
		return [
			'items_removed'  => $removed,
			'items_retained' => [] !== $messages,
			'messages'       => $messages,
			'done'           => true,
		];
	}

	public static function suggest_policy(): void {
		$text = '<p class="privacy-policy-tutorial">' . esc_html__( 'This is what UserSync stores and sends. Remove the parts that do not apply to your site.', 'usersync' ) . '</p><p>' .
			esc_html__( 'When you log in, we store the time, your IP address and your browser. We keep them as long as the login lasts, and in a history for at most 90 days. This helps you and us to detect logins that are not yours.', 'usersync' ) . '</p><p>' .
			esc_html__( 'If our sites share logins, the site you visit asks our login site who is signed in. It receives your email address and whether it is verified, in an encrypted message that can be used once. This uses a cookie that expires after a few minutes.', 'usersync' ) . '</p><p>' .
			esc_html__( 'Some parts of the site keep your input in a session. The session uses a cookie that ends with your visit. Its data is stored encrypted and is removed when the session ends.', 'usersync' ) . '</p>';
		wp_add_privacy_policy_content( 'UserSync', wp_kses_post( $text ) );
	}

	/**
	 * @param array<string, string> $values
	 * @return array<string, mixed>
	 */
	private static function item( string $group, string $label, string $id, array $values ): array {
		$data = [];
		foreach ( $values as $name => $value ) {
			if ( '' !== $value ) {
				$data[] = [
					'name'  => $name,
					'value' => $value,
				];
			}
		}
		return [
			'group_id'    => $group,
			'group_label' => $label,
			'item_id'     => $id,
			'data'        => $data,
		];
	}
}
