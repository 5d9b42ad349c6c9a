<?php
/**
 * Registers the WP-CLI commands `wp usersync …`.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Cli;

final class Commands {

	public static function register(): void {
		if ( ! defined( 'WP_CLI' ) || ! constant( 'WP_CLI' ) ) {
			return;
		}
		\WP_CLI::add_command( 'usersync session', SessionCommand::class );
		\WP_CLI::add_command( 'usersync key', KeyCommand::class );
		\WP_CLI::add_command( 'usersync network', NetworkCommand::class );
		\WP_CLI::add_command( 'usersync verify', VerifyCommand::class );
		\WP_CLI::add_command( 'usersync gc', GcCommand::class );
		\WP_CLI::add_command( 'usersync migrate', MigrateCommand::class );
		\WP_CLI::add_command( 'usersync doctor', DoctorCommand::class );
	}
}
