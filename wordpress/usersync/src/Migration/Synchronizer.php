<?php
/**
 * Imports settings of User Session Synchronizer, except its secret keys: its links contain logins that never expire, and can appear in logs.
 * Its marks of verified addresses are imported only if the administrator chooses that.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Migration;

use UserSync\Plugin\Account\Verified;
use UserSync\Plugin\Email\Template;
use UserSync\Plugin\Site\Options;

final class Synchronizer {

	public const PLUGIN = 'user-session-synchronizer/user-session-synchronizer.php';

	/** Option: list of the URLs of the old plugin's sites, for the administrator to pair with. */
	public const DRAFTS = 'usersync_draft_peers';

	private const MARK = 'ussync_email_verified';

	/** Its default email, which it stores in its settings without a choice of the administrator. */
	private const OWN_SUBJECT = 'Please Verify Your email Account';

	private const OWN_BODY = "Email Verification\n\nPlease Verify your email Account:\n\n{link}\n\n(c) 2000-2016";

	public static function register(): void {
		foreach ( [ 'admin_notices', 'network_admin_notices' ] as $hook ) {
			add_action( $hook, [ self::class, 'warn' ] );
		}
	}

	/** While it is active, no logins are shared: each link it prints is a login for anybody who reads it. */
	public static function is_active(): bool {
		return Sources::is_active( self::PLUGIN );
	}

	public static function warn(): void {
		if ( self::is_active() && current_user_can( 'activate_plugins' ) ) {
			printf(
				'<div class="notice notice-error"><p>%s</p></div>',
				esc_html__( 'UserSync shares no logins while User Session Synchronizer is active, because links of that plugin are logins that never expire. Run "wp usersync migrate user-session-synchronizer", or deactivate that plugin and pair your sites again.', 'usersync' )
			);
		}
	}

	/** @return list<string> URLs of its sites, without this one */
	public static function peers(): array {
		$peers = [];
		for ( $slot = 1; $slot <= 9; ++$slot ) {
			$list = get_option( 'ussync_domain_list_' . $slot );
			foreach ( explode( "\n", is_string( $list ) ? $list : '' ) as $line ) {
				$peer = self::url( $line );
				if ( '' !== $peer ) {
					$peers[] = $peer;
				}
			}
		}
		return array_values( array_diff( array_unique( $peers ), [ self::url( home_url() ) ] ) );
	}

	/** @return string "https://host/path" for a line of its list; empty if the line is not a site */
	public static function url( string $line ): string {
		$bare  = rtrim( (string) preg_replace( '#^https?://#i', '', trim( $line ) ), '/' );
		$parts = explode( '/', $bare, 2 );
		if ( 1 !== preg_match( '/^[a-z0-9.-]+\.[a-z0-9-]+(:\d+)?$|^localhost(:\d+)?$/i', $parts[0] ) ) {
			return '';
		}
		return 'https://' . strtolower( $parts[0] ) . ( isset( $parts[1] ) && '' !== $parts[1] ? '/' . $parts[1] : '' );
	}

	/**
	 * Its settings, as settings of this plugin.
	 *
	 * @return array<string, string>
	 */
	public static function settings(): array {
		$settings = [];
		$policy   = get_option( 'ussync_no_user_1' );
		if ( is_string( $policy ) && '' !== $policy ) {
			$settings['create_users'] = str_starts_with( $policy, 'register' ) ? 'subscriber' : 'never';
		}
		$subject = get_option( 'ussync_email_conf_title' );
		if ( is_string( $subject ) && ! in_array( trim( $subject ), [ '', self::OWN_SUBJECT ], true ) ) {
			$settings['mail_subject'] = sanitize_text_field( $subject );
		}
		$body = get_option( 'ussync-email-header' );
		$text = is_string( $body ) && str_contains( $body, '[ussyncemailverificationcode' ) ? Template::from_synchronizer( $body ) : '';
		if ( ! in_array( $text, [ '', self::OWN_BODY ], true ) ) {
			$settings['mail_body'] = $text;
		}
		return $settings;
	}

	/** Whether it was ever active: it stores its version at activation, and never deletes it. */
	public static function was_here(): bool {
		return false !== get_option( 'user-session-synchronizer_version' ) || [] !== self::peers() || self::is_active();
	}

	/** Whether its settings were imported. They are imported once, so that later changes are kept. */
	public static function is_imported(): bool {
		return false !== get_option( self::DRAFTS );
	}

	public static function import_settings(): void {
		Options::set( self::settings() );
		update_option( self::DRAFTS, self::peers(), false );
	}

	/** @return int number of users that it treated as verified: marked users, and all administrators */
	public static function marked(): int {
		global $wpdb;
		// phpcs:ignore WordPress.DB -- runs once, in a command
		return (int) $wpdb->get_var( "SELECT COUNT(DISTINCT user_id) FROM {$wpdb->usermeta} WHERE " . self::verified() );
	}

	private static function verified(): string {
		global $wpdb;
		return (string) $wpdb->prepare(
			"( ( meta_key = %s AND meta_value = 'true' ) OR ( meta_key = %s AND meta_value LIKE %s ) )",
			self::MARK,
			$wpdb->get_blog_prefix() . 'capabilities',
			'%' . $wpdb->esc_like( '"administrator";b:1;' ) . '%'
		);
	}

	/**
	 * Imports marks of users with ids above $last_id.
	 *
	 * @param bool $only_administrators only of administrators
	 * @return array{last_id: int, seen: int, marked: int, known: int} last_id: the last id read; seen: users read; known: already verified here
	 */
	public static function import_marks( int $last_id, int $limit, bool $only_administrators, bool $dry_run ): array {
		global $wpdb;
		// phpcs:ignore WordPress.DB -- runs once, in a command
		$users  = $wpdb->get_col( "SELECT DISTINCT user_id FROM {$wpdb->usermeta} WHERE " . self::verified() . $wpdb->prepare( ' AND user_id > %d ORDER BY user_id LIMIT %d', $last_id, $limit ) );
		$marked = 0;
		$known  = 0;
		foreach ( $users as $id ) {
			$last_id = (int) $id;
			if ( $only_administrators && ! user_can( $last_id, 'manage_options' ) ) {
				continue;
			}
			if ( Verified::is( $last_id ) ) {
				++$known;
				continue;
			}
			++$marked;
			if ( ! $dry_run ) {
				Verified::mark( $last_id, 'import' );
			}
		}
		return [
			'last_id' => $last_id,
			'seen'    => count( $users ),
			'marked'  => $marked,
			'known'   => $known,
		];
	}
}
