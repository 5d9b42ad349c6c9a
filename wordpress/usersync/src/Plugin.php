<?php
/**
 * Starts the plugin's features. Without the PHP extension it shows a notice and starts nothing.
 *
 * @package UserSync
 */

namespace UserSync\Plugin;

final class Plugin {

	/** Each feature adds its hooks in a static register(). Configuration comes first, because later features use the store. */
	private const FEATURES = [
		Site\Configuration::class,
		Site\Capabilities::class,
		Admin\Menu::class,
		Admin\Notices::class,
		PhpSession\Handler::class,
		PhpSession\Screen::class,
		PhpSession\OldNames::class,
		Email\MailedPassword::class,
		Email\AddressLock::class,
		Email\AddressBox::class,
		Email\VerifyPage::class,
		Email\UsersList::class,
		Email\Screen::class,
		Session\Screen::class,
		Session\ProfileList::class,
		Admin\SiteHealth::class,
		Account\Privacy::class,
		PhpSession\Collection::class,
		Migration\Synchronizer::class,
		Site\Cron::class,
		Network\Health::class,
		Network\HealthEndpoint::class,
		Logout\LogoutQueue::class,
		Login\LoginRecord::class,
		Logout\LogoutTriggers::class,
		Logout\LogoutEndpoint::class,
		Logout\FrontChannelLogout::class,
		Login\Endpoint::class,
		Login\SilentSignIn::class,
		Login\PushAfterLogin::class,
		Login\Ajax::class,
		Network\Pairing::class,
		Admin\NetworksScreen::class,
		Admin\SettingsScreen::class,
		Cli\Commands::class,
	];

	/** Functions that the plugin requires. An extension older than the plugin lacks the newest of them. */
	private const REQUIRED_FUNCTIONS = [ 'usersync_configure', 'usersync_network_define', 'usersync_email_code_create', 'usersync_pair_offer', 'usersync_session_bind', 'usersync_logout_accept' ];

	public static function start(): void {
		// Also without the extension: a deactivated plugin must leave no scheduled events.
		register_deactivation_hook( USERSYNC_PLUGIN_FILE, [ Site\Cron::class, 'clear' ] );
		register_deactivation_hook( USERSYNC_PLUGIN_FILE, [ PhpSession\Collection::class, 'clear' ] );
		if ( ! self::is_extension_compatible() ) {
			add_action( 'admin_notices', [ self::class, 'show_missing_extension' ] );
			add_action( 'network_admin_notices', [ self::class, 'show_missing_extension' ] );
			return;
		}
		add_action(
			'init',
			static function (): void {
				load_plugin_textdomain( 'usersync', false, dirname( plugin_basename( USERSYNC_PLUGIN_FILE ) ) . '/languages' );
			}
		);
		register_activation_hook( USERSYNC_PLUGIN_FILE, [ Site\Options::class, 'create_rows' ] );
		add_action( 'admin_init', [ Site\Options::class, 'create_rows' ] ); // For sites where the extension was installed after the plugin.
		foreach ( self::FEATURES as $feature ) {
			$feature::register();
		}
	}

	public static function is_extension_compatible(): bool {
		foreach ( self::REQUIRED_FUNCTIONS as $function ) {
			if ( ! function_exists( $function ) ) {
				return false;
			}
		}
		return true;
	}

	public static function show_missing_extension(): void {
		if ( ! current_user_can( 'activate_plugins' ) ) {
			return;
		}
		$version = phpversion( 'usersync' );
		$message = false === $version
			? __( 'UserSync is inactive: its PHP extension is not loaded. Ask your host to add "extension=usersync" to php.ini.', 'usersync' )
			/* translators: %s: version number of the PHP extension. */
			: sprintf( __( 'UserSync is inactive: version %s of its PHP extension is too old for this plugin. Update the extension.', 'usersync' ), $version );
		printf( '<div class="notice notice-error"><p>%s</p></div>', esc_html( $message ) );
	}

	/** Whether one set of settings, networks and keys serves every site of a multisite. */
	public static function is_network_wide(): bool {
		if ( ! is_multisite() ) {
			return false;
		}
		$active = get_site_option( 'active_sitewide_plugins' );
		return is_array( $active ) && isset( $active[ plugin_basename( USERSYNC_PLUGIN_FILE ) ] );
	}
}
