<?php
/**
 * User Session Synchronizer: its settings taken over as far as they can be trusted. Its secret keys are not: whoever saw one link of
 * its protocol, in a log say, holds a login for good. Nor are its marks of verified addresses, unless the administrator says so.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Migration;

use UserSync\Plugin\Account\Verified;
use UserSync\Plugin\Email\Template;
use UserSync\Plugin\Site\Options;

final class Synchronizer {

	public const PLUGIN = 'user-session-synchronizer/user-session-synchronizer.php';

	/** Option: list of the sites that the old plugin knew, for the administrator to pair with. */
	public const DRAFTS = 'usersync_draft_peers';

	private const MARK = 'ussync_email_verified';

	/** The mail it comes with, and writes into its settings by itself: nobody's choice. */
	private const OWN_SUBJECT = 'Please Verify Your email Account';

	private const OWN_BODY = "Email Verification\n\nPlease Verify your email Account:\n\n{link}\n\n(c) 2000-2016";

	public static function register(): void {
		foreach ( [ 'admin_notices', 'network_admin_notices' ] as $hook ) {
			add_action( $hook, [ self::class, 'warn' ] );
		}
	}

	/** While it is, every link it prints is a login for whoever reads it, and logins are not to be shared on top of that. */
	public static function is_active(): bool {
		return Sources::is_active( self::PLUGIN );
	}

	public static function warn(): void {
		if ( self::is_active() && current_user_can( 'activate_plugins' ) ) {
			printf(
				'<div class="notice notice-error"><p>%s</p></div>',
				esc_html__( 'UserSync shares no logins while User Session Synchronizer is active: links of that plugin are logins that never expire. Run "wp usersync migrate user-session-synchronizer", or deactivate it and pair your sites anew.', 'usersync' )
			);
		}
	}

	/** @return list<string> urls of the sites it knew, without this one */
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

	/** @return string "https://host/path" of what stood in its list; empty for what is no site */
	public static function url( string $line ): string {
		$bare  = rtrim( (string) preg_replace( '#^https?://#i', '', trim( $line ) ), '/' );
		$parts = explode( '/', $bare, 2 );
		if ( 1 !== preg_match( '/^[a-z0-9.-]+\.[a-z0-9-]+(:\d+)?$|^localhost(:\d+)?$/i', $parts[0] ) ) {
			return '';
		}
		return 'https://' . strtolower( $parts[0] ) . ( isset( $parts[1] ) && '' !== $parts[1] ? '/' . $parts[1] : '' );
	}

	/**
	 * Its settings in our words.
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

	/** Whether it was ever here: it writes its version when it is activated, and removes nothing. */
	public static function was_here(): bool {
		return false !== get_option( 'user-session-synchronizer_version' ) || [] !== self::peers() || self::is_active();
	}

	/** Whether its settings were taken over: what has been changed here since is not to be undone. */
	public static function is_imported(): bool {
		return false !== get_option( self::DRAFTS );
	}

	public static function import_settings(): void {
		Options::set( self::settings() );
		update_option( self::DRAFTS, self::peers(), false );
	}

	/** @return int how many users counted as verified there: those it marked, and every administrator without a mark */
	public static function marked(): int {
		global $wpdb;
		// phpcs:ignore WordPress.DB -- once, on a command line
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
	 * Takes marks over, of users with ids above $place.
	 *
	 * @param bool $administrators_alone of those users alone who may be known in person
	 * @return array{place: int, seen: int, marked: int, known: int} place: the last id looked at; known: verified here already
	 */
	public static function import_marks( int $place, int $limit, bool $administrators_alone, bool $dry_run ): array {
		global $wpdb;
		// phpcs:ignore WordPress.DB -- once, on a command line
		$users  = $wpdb->get_col( "SELECT DISTINCT user_id FROM {$wpdb->usermeta} WHERE " . self::verified() . $wpdb->prepare( ' AND user_id > %d ORDER BY user_id LIMIT %d', $place, $limit ) );
		$marked = 0;
		$known  = 0;
		foreach ( $users as $id ) {
			$place = (int) $id;
			if ( $administrators_alone && ! user_can( $place, 'manage_options' ) ) {
				continue;
			}
			if ( Verified::is( $place ) ) {
				++$known;
				continue;
			}
			++$marked;
			if ( ! $dry_run ) {
				Verified::mark( $place, 'import' );
			}
		}
		return [
			'place'  => $place,
			'seen'   => count( $users ),
			'marked' => $marked,
			'known'  => $known,
		];
	}
}
