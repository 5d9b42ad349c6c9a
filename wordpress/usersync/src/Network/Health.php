<?php
/**
 * The last known state of each peer. Cron asks for it (HealthCheck), and every answer or request of a peer updates it. No check
 * runs while a visitor waits.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Network;

use UserSync\Plugin\Multisite\Blogs;
use UserSync\Plugin\Site\Fields;
use UserSync\Plugin\Site\Site;
use UserSync\Plugin\Site\StoredOption;

/** @phpstan-type State array{ok: bool, at: int, skew: int|null, detail: string, entry: string} */
final class Health {

	public const OPTION = 'usersync_health';

	public const EVENT = 'usersync_health';

	/** Seconds after which a state is outdated: no visitor is redirected to such a peer. */
	private const FRESH = 5 * MINUTE_IN_SECONDS;

	public static function register(): void {
		add_action( self::EVENT, [ HealthCheck::class, 'check_all' ] );
	}

	public static function is_up( string $peer ): bool {
		$state = self::state( $peer );
		return ( null !== $state && $state['ok'] && $state['at'] >= time() - self::FRESH ) || Blogs::is_peer( $peer );
	}

	/** Whether the peer is known to be down; false if its state is unknown. */
	public static function is_down( string $peer ): bool {
		$state = self::state( $peer );
		return null !== $state && ! $state['ok'] && $state['at'] >= time() - self::FRESH;
	}

	/** @return string the entry file of the login flow that the peer reported last */
	public static function entry( string $peer ): string {
		return self::state( $peer )['entry'] ?? Site::LOGIN_PAGE;
	}

	/** @return State|null */
	public static function state( string $peer ): ?array {
		return self::all()[ $peer ] ?? null;
	}

	/** @return array<string, State> */
	public static function all(): array {
		$states = [];
		foreach ( StoredOption::get( self::OPTION ) as $peer => $state ) {
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
			return; // Unchanged for less than 30 s: skip the write.
		}
		$states[ $peer ] = [
			'ok'     => $ok,
			'at'     => time(),
			'skew'   => $skew ?? ( $ok ? $before['skew'] ?? null : null ),
			'detail' => substr( $detail, 0, 300 ),
			'entry'  => $entry ?? $before['entry'] ?? Site::LOGIN_PAGE,
		];
		StoredOption::set( self::OPTION, $states, false );
	}

	/** Makes cron check the peers soon, in a separate request. */
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
			'detail' => Fields::text( $state, 'detail' ),
			'entry'  => self::valid_entry( $state['entry'] ?? null ),
		];
	}

	/** Accepts only the two entry files of WordPress: a peer cannot send browsers anywhere else. */
	public static function valid_entry( mixed $entry ): string {
		return Site::ADMIN_POST === $entry ? Site::ADMIN_POST : Site::LOGIN_PAGE;
	}
}
