<?php
/**
 * Pairing of two sites. One administrator sends the other a pairing string. Both then compare six digits before either site uses the
 * key. The format is in docs/formats.md, "Pairing string".
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Network;

use UserSync\Plugin\Multisite\Blogs;
use UserSync\Plugin\Site\Cron;
use UserSync\Plugin\Site\Fields;
use UserSync\Plugin\Site\RestRoute;
use UserSync\Plugin\Site\SealedText;
use UserSync\Plugin\Site\Site;
use UserSync\Plugin\Site\StoredOption;
use UserSync\UserSyncException;

/** @phpstan-type Pending array{step: string, network: string, hub: string, peer: string, secret: string, digits: string, expires: int} */
final class Pairing {

	private const OPTION = 'usersync_pairings';

	/** Context of the encrypted keys. */
	private const CONTEXT = 'usersync/plugin/pairing';

	/** Seconds in which the administrators must confirm the digits. */
	private const CONFIRM = DAY_IN_SECONDS;

	public static function register(): void {
		add_action( 'rest_api_init', [ self::class, 'add_route' ] );
	}

	/** @return string the pairing string, which is shown once */
	public static function invite( string $network ): string {
		$made = usersync_pair_offer( $network, Site::url(), [ 'path' => Site::route( '', 'pair' ) ] );
		self::save_pending(
			$made['id'],
			[
				'step'    => 'offered',
				'network' => $network,
				'hub'     => Site::url(),
				'peer'    => '',
				'secret'  => $made['offer'],
				'digits'  => '',
				'expires' => $made['expires'],
			]
		);
		return $made['pairing'];
	}

	/** @return string the error; empty on success */
	public static function join( #[\SensitiveParameter] string $pairing ): string {
		try {
			$made = usersync_pair_answer( $pairing, Site::url() );
		} catch ( UserSyncException | \ValueError $e ) {
			return $e->getMessage();
		}
		if ( null !== Networks::get( $made['network'] ) || Blogs::NETWORK === $made['network'] ) {
			/* translators: %s: name of a network. */
			return sprintf( __( 'This site already belongs to a network with the name %s.', 'usersync' ), $made['network'] );
		}
		$post = [
			'url'    => $made['url'],
			'fields' => $made['post'],
		];
		$sent = BackChannelClient::send( [ 'pair' => $post ] )['pair'];
		if ( 200 !== $sent['status'] || ! hash_equals( $made['reply'], trim( $sent['body'] ) ) ) {
			$why = '' !== $sent['error'] ? $sent['error'] : "HTTP {$sent['status']}";
			/* translators: 1: address of another site, 2: reason. */
			return sprintf( __( '%1$s did not accept the reply (%2$s). Ask its administrator for a new pairing string.', 'usersync' ), Site::label( $made['peer'] ), $why );
		}
		self::save_pending(
			$made['post']['id'],
			[
				'step'    => 'answered',
				'network' => $made['network'],
				'hub'     => $made['peer'],
				'peer'    => $made['peer'],
				'secret'  => SealedText::seal( $made['key'], self::CONTEXT ),
				'digits'  => $made['digits'],
				'expires' => time() + self::CONFIRM,
			]
		);
		return '';
	}

	/** @param list<string> $may what the peer may do here */
	public static function confirm( string $id, array $may ): bool {
		$pending = self::pending()[ $id ] ?? null;
		$key     = null === $pending || 'answered' !== $pending['step'] ? null : SealedText::open( $pending['secret'], self::CONTEXT );
		if ( null === $pending || null === $key ) {
			return false;
		}
		NetworkStore::add_peer( $pending['network'], $pending['hub'], $pending['peer'], $key, $may );
		self::cancel( $id );
		Cron::schedule();
		return true;
	}

	public static function cancel( string $id ): void {
		$all = self::pending();
		unset( $all[ $id ] );
		self::store( $all );
	}

	/** @return array<string, Pending> */
	public static function pending(): array {
		$pending = [];
		foreach ( StoredOption::get( self::OPTION ) as $id => $one ) {
			if ( is_array( $one ) && is_int( $one['expires'] ?? null ) && $one['expires'] > time() ) {
				$pending[ (string) $id ] = [
					'step'    => Fields::text( $one, 'step' ),
					'network' => Fields::text( $one, 'network' ),
					'hub'     => Fields::text( $one, 'hub' ),
					'peer'    => Fields::text( $one, 'peer' ),
					'secret'  => Fields::text( $one, 'secret' ),
					'digits'  => Fields::text( $one, 'digits' ),
					'expires' => $one['expires'],
				];
			}
		}
		return $pending;
	}

	public static function add_route(): void {
		RestRoute::add( '/pair', [ 'POST' ], [ self::class, 'accept_answer' ] ); // Authenticated by the key in the pairing string.
	}

	/** @param \WP_REST_Request<array<string, mixed>> $request */
	public static function accept_answer( \WP_REST_Request $request ): \WP_REST_Response {
		$posted = array_filter( $request->get_body_params(), 'is_string' );
		$id     = $posted['id'] ?? '';
		$offer  = self::pending()[ $id ] ?? null;
		if ( null === $offer || 'offered' !== $offer['step'] ) {
			return new \WP_REST_Response( [ 'error' => 'no such offer' ], 404 );
		}
		try {
			$made = usersync_pair_accept( $offer['secret'], $posted );
		} catch ( UserSyncException $e ) {
			return new \WP_REST_Response( [ 'error' => $e->getMessage() ], 400 );
		}
		self::save_pending(
			$id,
			[
				'step'    => 'answered',
				'peer'    => $made['peer'],
				'secret'  => SealedText::seal( $made['key'], self::CONTEXT ),
				'digits'  => $made['digits'],
				'expires' => time() + self::CONFIRM,
			] + $offer
		);
		header( 'Content-Type: text/plain; charset=utf-8' );
		header( 'Cache-Control: no-store' );
		header( 'X-Content-Type-Options: nosniff' );
		echo $made['reply']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- plain text, base64url
		exit;
	}

	/** @param Pending $one */
	private static function save_pending( string $id, array $one ): void {
		self::store( [ $id => $one ] + self::pending() );
	}

	/** @param array<string, Pending> $all */
	private static function store( array $all ): void {
		StoredOption::set( self::OPTION, $all, false );
	}
}
