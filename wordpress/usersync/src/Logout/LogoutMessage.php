<?php
/**
 * One logout for one peer, as the queue stores it: which login or user, when it ended, and when it is due.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Logout;

use UserSync\Plugin\Network\Networks;
use UserSync\Plugin\Site\Fields;

/** @phpstan-type Message array{network: string, peer: string, sub: string, sid: string, at_ms: int, tries: int, due: int, courier: string} */
final class LogoutMessage {

	/** @param Message $message */
	public static function token( array $message ): string {
		$claims = '' === $message['sid'] ? [] : [ 'sid' => $message['sid'] ];
		if ( '' !== $message['sub'] ) {
			$claims['sub']     = $message['sub'];
			$claims['auth_ms'] = $message['at_ms']; // A later attempt must not end newer logins.
		}
		Networks::all(); // Defines the networks for the extension.
		return usersync_token_generate( $message['network'], $message['peer'], $claims, [ 'purpose' => 'logout' ] );
	}

	/** @return Message|null */
	public static function parse( string $json ): ?array {
		$stored = json_decode( $json, true );
		if ( ! is_array( $stored ) ) {
			return null;
		}
		return [
			'network' => Fields::text( $stored, 'network' ),
			'peer'    => Fields::text( $stored, 'peer' ),
			'sub'     => Fields::text( $stored, 'sub' ),
			'sid'     => Fields::text( $stored, 'sid' ),
			'at_ms'   => Fields::int( $stored, 'at_ms' ),
			'tries'   => Fields::int( $stored, 'tries' ),
			'due'     => Fields::int( $stored, 'due' ),
			'courier' => Fields::text( $stored, 'courier' ),
		];
	}
}
