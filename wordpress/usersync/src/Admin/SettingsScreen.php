<?php
/**
 * The screen "Settings", built with core's settings sections and fields.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Admin;

use UserSync\Plugin\Plugin;
use UserSync\Plugin\Site\Options;

final class SettingsScreen {

	public const PAGE = 'usersync-settings';

	private const NONCE = 'usersync_settings';

	public static function register(): void {
		Menu::add( self::PAGE, static fn(): string => __( 'Settings', 'usersync' ), 'manage_usersync', [ self::class, 'render' ], [ self::class, 'handle' ], 90 );
		add_action( 'admin_init', [ self::class, 'add_fields' ] );
	}

	public static function add_fields(): void {
		add_settings_section( 'usersync_login', __( 'Signing in', 'usersync' ), '__return_null', self::PAGE );
		self::add_field( 'usersync_login', 'login_sync', __( 'Single sign-on', 'usersync' ), __( 'Ask the hub who is signed in, and report logins on this site to the hub', 'usersync' ) );
		self::add_field(
			'usersync_login',
			'create_users',
			__( 'Users without an account here', 'usersync' ),
			[
				'subscriber' => __( 'get an account, as subscriber', 'usersync' ),
				'never'      => __( 'are not signed in', 'usersync' ),
			]
		);
		self::add_field( 'usersync_login', 'sync_administrators', __( 'Administrators', 'usersync' ), __( 'Every peer may sign administrators in here (it is safer to allow this for single peers, on the screen Networks)', 'usersync' ) );
		self::add_field( 'usersync_login', 'ajax', __( 'Check without redirect', 'usersync' ), __( 'Check by script first, in browsers that still allow it (must be enabled on both sites)', 'usersync' ) );
		if ( Plugin::is_network_wide() ) {
			self::add_field( 'usersync_login', 'share_with_blogs', __( 'Sites with their own domain', 'usersync' ), __( 'Share the logins of the main site (enable this only if you control all their domains: whoever controls one could take over any login, including an administrator\'s)', 'usersync' ) );
		}
		self::add_field( 'usersync_login', 'probe_minutes', __( 'Time between checks', 'usersync' ), __( 'minutes between two checks of one browser at the hub', 'usersync' ) );
		self::add_field( 'usersync_login', 'alive_minutes', __( 'Time between login checks', 'usersync' ), __( 'minutes until a login is checked again, in case it ended at another site', 'usersync' ) );
	}

	/**
	 * Adds the field of a setting in Options: a checkbox, a number, a text or a list. It is disabled if wp-config.php sets the value.
	 *
	 * @param string|array<string, string> $label
	 */
	public static function add_field( string $section, string $key, string $title, string|array $label ): void {
		add_settings_field(
			"usersync_$key",
			$title,
			static function () use ( $key, $label ): void {
				self::render_field( $key, $label );
			},
			self::PAGE,
			$section,
			[ 'label_for' => "usersync_$key" ]
		);
	}

	public static function handle(): void {
		if ( ! AdminPost::is_submitted( self::NONCE, 'manage_usersync' ) ) {
			return;
		}
		$posted = isset( $_POST['usersync'] ) && is_array( $_POST['usersync'] ) ? wp_unslash( $_POST['usersync'] ) : []; // phpcs:ignore WordPress.Security.ValidatedSanitizedInput, WordPress.Security.NonceVerification -- is_submitted() checked the nonce, Options::clean() the values
		Options::set( Options::clean( $posted ) );
		add_settings_error( 'usersync', 'saved', __( 'Settings saved.', 'usersync' ), 'success' );
	}

	public static function render(): void {
		echo '<div class="wrap"><h1>' . esc_html__( 'UserSync settings', 'usersync' ) . '</h1>';
		settings_errors( 'usersync' );
		echo '<form method="post" action="' . esc_url( Menu::url( self::PAGE ) ) . '">';
		wp_nonce_field( self::NONCE );
		do_settings_sections( self::PAGE );
		submit_button();
		echo '</form></div>';
	}

	/** @param string|array<string, string> $label */
	private static function render_field( string $key, string|array $label ): void {
		$disabled = disabled( Options::is_fixed( $key ), true, false );
		$id       = esc_attr( "usersync_$key" );
		$name     = esc_attr( "usersync[$key]" );
		// phpcs:disable WordPress.Security.EscapeOutput.OutputNotEscaped -- escaped above and below
		if ( is_array( $label ) ) {
			echo "<select id='$id' name='$name'$disabled>";
			foreach ( $label as $value => $text ) {
				echo '<option value="' . esc_attr( $value ) . '"' . selected( Options::string( $key ), $value, false ) . '>' . esc_html( $text ) . '</option>';
			}
			echo '</select>';
		} elseif ( is_bool( Options::DEFAULTS[ $key ] ?? null ) ) {
			echo "<input type='hidden' name='$name' value='0'><input type='checkbox' id='$id' name='$name' value='1'" . checked( Options::bool( $key ), true, false ) . "$disabled> " . esc_html( $label );
		} elseif ( is_int( Options::DEFAULTS[ $key ] ?? null ) ) {
			echo "<input type='number' min='1' class='small-text' id='$id' name='$name' value='" . esc_attr( (string) Options::int( $key ) ) . "'$disabled> " . esc_html( $label );
		} else {
			echo "<input type='text' class='regular-text' id='$id' name='$name' value='" . esc_attr( Options::string( $key ) ) . "'$disabled> " . esc_html( $label );
		}
		// phpcs:enable
		echo FixedSetting::note( $key ); // phpcs:ignore WordPress.Security.EscapeOutput -- escaped
	}
}
