<?php
/**
 * Autoloader: one class per file. UserSync\Plugin\Network\Pairing is src/Network/Pairing.php.
 *
 * @package UserSync
 */

defined( 'ABSPATH' ) || defined( 'USERSYNC_TESTS' ) || exit;

spl_autoload_register(
	static function ( string $name ): void {
		$prefix = 'UserSync\\Plugin\\';
		if ( ! str_starts_with( $name, $prefix ) ) {
			return; // The extension's own classes are in the namespace UserSync.
		}
		$file = __DIR__ . '/' . strtr( substr( $name, strlen( $prefix ) ), '\\', '/' ) . '.php';
		if ( is_file( $file ) ) {
			require $file;
		}
	}
);
