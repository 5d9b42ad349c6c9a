<?php
/**
 * The last known state of each peer. Cron asks for it (HealthCheck), and every answer or request of a peer updates it. No check
 * runs while a visitor waits.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Network;

use UserSync\Plugin\Multisite\Blogs;
use UserSync\Plugin\Plugin;
use UserSync\Plugin\Site\Site;

/** @phpstan-type State array{ok: bool, at: int, skew: int|null, detail: string, entry: string} */
final class Health {

	public const OPTION = 'usersync_health';

	public const EVENT = 'usersync_health';

	/** A peer not heard of for so long is not one to send a visitor to. */
	private const FRESH = 5 * MINUTE_IN_SECONDS;

	public static function register(): void {
		add_action( self::EVENT, [ HealthCheck::class, 'check_all' ] );
	}

	public static function is_up( string $peer ): bool {
		$state = self::state( $peer );
		return ( null !== $state && $state['ok'] && $state['at'] >= time() - self::FRESH ) || Blogs::is_peer( $peer );
	}

	/** Known to be down, and not merely unheard of. */
	public static function is_down( string $peer ): bool {
		$state = self::state( $peer );
		return null !== $state && ! $state['ok'] && $state['at'] >= time() - self::FRESH;
	}

	/** Where the peer takes browsers, as it said last. */
	public static function entry( string $peer ): string {
		return self::state( $peer )['entry'] ?? Site::LOGIN_PAGE;
	}

	/** @return State|null */
	public static function state( string $peer ): ?array {
		return self::all()[ $peer ] ?? null;
	}

	/** @return array<string, State> */
	public static function all(): array {
		$stored = Plugin::is_network_wide() ? get_site_option( self::OPTION ) : get_option( self::OPTION );
		$states = [];
		foreach ( is_array( $stored ) ? $stored : [] as $peer => $state ) {
			$read = self::parse( $state );
			if ( null !== $read ) {
				$states[ (string) $peer ] = $read;
			}
		}
		return $states;
	}

	public static function record( string $peer, bool $ok, string $detail = '', ?int $skew = null, ?string $entry = null ): void {
		$states = self::all();
		$before = $states[ $peer ] ?? null;
		if ( null !== $before && $before['ok'] === $ok && null === $skew && $before['at'] > time() - 30 ) {
			return; // Nothing new: spare the write.
		}
		$states[ $peer ] = [
			'ok'     => $ok,
			'at'     => time(),
			'skew'   => $skew ?? ( $ok ? $before['skew'] ?? null : null ),
			'detail' => substr( $detail, 0, 300 ),
			'entry'  => $entry ?? $before['entry'] ?? Site::LOGIN_PAGE,
		];
		Plugin::is_network_wide() ? update_site_option( self::OPTION, $states ) : update_option( self::OPTION, $states, false );
	}

	/** Lets cron ask soon, in a request of its own. */
	public static function schedule_check(): void {
		if ( false === get_transient( 'usersync_asking' ) ) {
			set_transient( 'usersync_asking', 1, 20 );
			wp_schedule_single_event( time() - 1, self::EVENT, [ 'soon' ] );
			spawn_cron();
		}
	}

	/** @return State|null */
	public static function parse( mixed $state ): ?array {
		if ( ! is_array( $state ) || ! is_bool( $state['ok'] ?? null ) || ! is_int( $state['at'] ?? null ) ) {
			return null;
		}
		return [
			'ok'     => $state['ok'],
			'at'     => $state['at'],
			'skew'   => is_int( $state['skew'] ?? null ) ? $state['skew'] : null,
			'detail' => is_string( $state['detail'] ?? null ) ? $state['detail'] : '',
			'entry'  => self::valid_entry( $state['entry'] ?? null ),
		];
	}

	/** One of two files of WordPress: a peer chooses no other place for browsers to be sent to. */
	public static function valid_entry( mixed $said ): string {
		return Site::ADMIN_POST === $said ? Site::ADMIN_POST : Site::LOGIN_PAGE;
	}
}
