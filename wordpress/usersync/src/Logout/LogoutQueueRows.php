<?php
/**
 * Storage of the logout queue: one row of the options table per message, read and written without the cache. Two requests that
 * change one shared option would lose messages.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Logout;

/** @phpstan-import-type Message from LogoutMessage */
final class LogoutQueueRows {

	public const PREFIX = 'usersync_outbox_';

	/** @param Message $message */
	public static function save( string $name, array $message ): void {
		global $wpdb;
		$table = $wpdb->base_prefix . 'options';
		$wpdb->query( // phpcs:ignore WordPress.DB -- see the header
			$wpdb->prepare(
				"INSERT INTO `$table` (option_name, option_value, autoload) VALUES (%s, %s, 'no') ON DUPLICATE KEY UPDATE option_value = VALUES(option_value)", // phpcs:ignore WordPress.DB
				$name,
				(string) wp_json_encode( $message )
			)
		);
	}

	public static function remove( string $name ): void {
		global $wpdb;
		$wpdb->delete( $wpdb->base_prefix . 'options', [ 'option_name' => $name ] ); // phpcs:ignore WordPress.DB -- see the header
	}

	/** @return array<string, Message> */
	public static function load(): array {
		global $wpdb;
		$table    = $wpdb->base_prefix . 'options';
		$rows     = $wpdb->get_results( // phpcs:ignore WordPress.DB -- see the header
			$wpdb->prepare( "SELECT option_name, option_value FROM `$table` WHERE option_name LIKE %s ORDER BY option_id LIMIT 1000", $wpdb->esc_like( self::PREFIX ) . '%' ), // phpcs:ignore WordPress.DB
			ARRAY_A
		);
		$messages = [];
		foreach ( is_array( $rows ) ? $rows : [] as $row ) {
			if ( is_array( $row ) && is_string( $row['option_name'] ?? null ) && is_string( $row['option_value'] ?? null ) ) {
				$message = LogoutMessage::parse( $row['option_value'] );
				if ( null !== $message ) {
					$messages[ $row['option_name'] ] = $message;
				}
			}
		}
		return $messages;
	}
}
