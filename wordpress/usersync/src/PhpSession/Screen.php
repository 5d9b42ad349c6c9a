<?php
/**
 * The screen "PHP sessions": the session handler in use, who set it, where it stores sessions, and the php.ini line for the host.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\PhpSession;

use UserSync\Plugin\Admin\AdminPost;
use UserSync\Plugin\Admin\FixedSetting;
use UserSync\Plugin\Admin\Menu;
use UserSync\Plugin\Site\Configuration;
use UserSync\Plugin\Site\Options;

final class Screen {

	private const SAVE = 'usersync_save_php';

	private const SETTINGS = [ 'php_sessions', 'session_start', 'remove_data' ];

	public static function register(): void {
		Menu::add( 'usersync-php', static fn(): string => __( 'PHP sessions', 'usersync' ), 'manage_usersync', [ self::class, 'show' ], null, 50 );
		AdminPost::handle( self::SAVE, 'manage_usersync', [ self::class, 'save' ] );
	}

	/** @return array{string, int} */
	public static function save(): array {
		$values = [];
		foreach ( self::SETTINGS as $name ) {
			$values[ $name ] = '1' === AdminPost::text( $name );
		}
		Options::set( $values );
		return [ 'saved', 1 ];
	}

	/** @return string a sentence that names who set the handler, or why the plugin could not */
	public static function handler_reason(): string {
		$handler = (string) ini_get( 'session.save_handler' );
		if ( Handler::set_here() ) {
			return __( 'Set by this plugin, for each request.', 'usersync' );
		}
		if ( Handler::is_in_force() ) {
			return __( 'Set by the server (php.ini, FPM pool or .user.ini).', 'usersync' );
		}
		return match ( Handler::obstacle() ) {
			'active' => __( 'Another plugin started a session before this one was loaded.', 'usersync' ),
			'headers' => __( 'Output was sent before this plugin was loaded.', 'usersync' ),
			'fixed' => __( 'The server does not allow WordPress to change it.', 'usersync' ),
			/* translators: %s: name of a session handler. */
			'other' => sprintf( __( 'The server configures "%s", so the plugin does not change it. To override it, define USERSYNC_PHP_SESSIONS in wp-config.php.', 'usersync' ), $handler ),
			default => __( 'PHP\'s default.', 'usersync' ),
		};
	}

	/** @return string the php.ini line for the host; empty if it is already set */
	public static function line_for_host(): string {
		return Handler::NAME === Handler::configured() ? '' : 'session.save_handler = ' . Handler::NAME;
	}

	/** @return string the store's description, without secrets */
	public static function store(): string {
		$store = usersync_info()['store'] ?? '';
		return is_string( $store ) ? $store : '';
	}

	public static function is_encrypted(): bool {
		$info = usersync_info();
		return [] !== ( $info['key_ids'] ?? [] ) && 'off' !== ( $info['encryption'] ?? '' );
	}

	/** @return string which setting selected the store */
	public static function store_source(): string {
		return match ( true ) {
			'' !== Configuration::problem() => Configuration::problem(),
			defined( 'USERSYNC_STORE' ) => 'USERSYNC_STORE (wp-config.php)',
			defined( 'WP_SESSION_USE_OPTIONS' ) && constant( 'WP_SESSION_USE_OPTIONS' ) => 'WP_SESSION_USE_OPTIONS (wp-config.php)',
			'php.ini' === Configuration::chosen_by() => 'php.ini',
			default => __( 'WordPress database', 'usersync' ),
		};
	}

	public static function show(): void {
		$line  = self::line_for_host();
		$facts = [
			__( 'Handler', 'usersync' )         => (string) ini_get( 'session.save_handler' ) . '. ' . self::handler_reason(),
			__( 'Stored in', 'usersync' )       => self::store() . '. ' . self::store_source(),
			__( 'Encrypted', 'usersync' )       => self::is_encrypted()
				? __( 'Yes, with a key that is not in the store.', 'usersync' )
				: __( 'No: no key is configured. Set USERSYNC_KEYRING in wp-config.php, or ask your host to set usersync.keyring.', 'usersync' ),
			__( 'Cookie', 'usersync' )          => self::cookie(),
			__( 'Session expires', 'usersync' ) => sprintf(
				/* translators: %s: a length of time, such as "24 minutes". */
				__( '%s after the visitor\'s last request.', 'usersync' ),
				human_time_diff( 0, max( 60, (int) ini_get( 'session.gc_maxlifetime' ) ) )
			),
		];
		echo '<div class="wrap"><h1>', esc_html__( 'PHP sessions', 'usersync' ), '</h1>';
		echo '<table class="widefat striped" style="max-width: 60em"><tbody>';
		foreach ( $facts as $name => $fact ) {
			printf( '<tr><th scope="row" style="width: 9em">%s</th><td style="overflow-wrap: anywhere">%s</td></tr>', esc_html( $name ), esc_html( $fact ) );
		}
		echo '</tbody></table>';
		if ( '' !== $line ) {
			echo '<p>', esc_html__( 'To use the handler for all PHP scripts of the site, not only for WordPress, ask your host to add this line to php.ini:', 'usersync' ), '</p>';
			printf( '<p><code>%s</code></p>', esc_html( $line ) );
		}
		AdminPost::open_form( self::SAVE );
		echo '<table class="form-table" role="presentation">';
		self::render_checkbox( 'php_sessions', __( 'Handler', 'usersync' ), __( 'Store $_SESSION with locking, in one store for all servers, instead of in PHP\'s session files.', 'usersync' ) );
		self::render_checkbox( 'session_start', __( 'Start', 'usersync' ), __( 'Provide $_SESSION to plugins that use it without starting a session. Visitors without session data get no cookie.', 'usersync' ) );
		self::render_checkbox( 'remove_data', __( 'When the plugin is deleted', 'usersync' ), __( 'Delete all its data: sessions, logins, marks of verified addresses, networks and settings.', 'usersync' ) );
		echo '</table>';
		submit_button();
		echo '</form></div>';
	}

	private static function render_checkbox( string $name, string $heading, string $label ): void {
		printf(
			'<tr><th scope="row">%s</th><td><label><input type="checkbox" name="%s" value="1"%s%s> %s</label>%s</td></tr>',
			esc_html( $heading ),
			esc_attr( $name ),
			checked( Options::bool( $name ), true, false ),
			disabled( Options::is_fixed( $name ), true, false ),
			esc_html( $label ),
			FixedSetting::note( $name ) // phpcs:ignore WordPress.Security.EscapeOutput -- escaped
		);
	}

	private static function cookie(): string {
		$cookie = session_get_cookie_params();
		$parts  = [ (string) session_name(), 'path=' . $cookie['path'], 'SameSite=' . $cookie['samesite'] ];
		foreach ( [
			'secure'   => 'Secure',
			'httponly' => 'HttpOnly',
		] as $flag => $name ) {
			if ( $cookie[ $flag ] ) {
				$parts[] = $name;
			}
		}
		return implode( ', ', $parts );
	}
}
