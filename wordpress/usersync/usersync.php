<?php
/**
 * Plugin Name:       UserSync
 * Description:       Single sign-on for several WordPress sites, logout everywhere, verified email addresses, and locked and encrypted sessions. Requires the PHP extension of the same name.
 * Version:           0.1.0
 * Requires at least: 6.1
 * Requires PHP:      8.2
 * License:           MIT
 * Text Domain:       usersync
 * Domain Path:       /languages
 * Network:           false
 *
 * @package UserSync
 */

defined( 'ABSPATH' ) || exit;

define( 'USERSYNC_PLUGIN_FILE', __FILE__ );

if ( PHP_VERSION_ID >= 80200 ) {
	require __DIR__ . '/src/autoload.php';
	UserSync\Plugin\Plugin::start();
}
