<?php
/**
 * What the plugin is made of, and what it does without the extension: say so, and nothing else.
 *
 * @package UserSync
 */

namespace UserSync\Plugin;

final class Plugin {

	/** Each hooks itself in by a static register(). Configuration is first: what needs the store comes after it. */
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

	/** Functions without which nothing here works: an extension older than the plugin lacks the last of them. */
	private const NEEDED = [ 'usersync_configure', 'usersync_network_define', 'usersync_email_code_create', 'usersync_pair_offer', 'usersync_session_bind', 'usersync_logout_accept' ];

	public static function start(): void {
		// With the extension or without it: a plugin that is gone leaves nothing planned.
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
		add_action( 'admin_init', [ Site\Options::class, 'create_rows' ] ); // Where the extension came after the plugin.
		foreach ( self::FEATURES as $feature ) {
			$feature::register();
		}
	}

	public static function is_extension_compatible(): bool {
		foreach ( self::NEEDED as $function ) {
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
			? __( 'UserSync does nothing: its PHP extension is not loaded. Ask your host for the line "extension=usersync".', 'usersync' )
			/* translators: %s: version number of the PHP extension. */
			: sprintf( __( 'UserSync does nothing: version %s of its PHP extension is older than this plugin.', 'usersync' ), $version );
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
