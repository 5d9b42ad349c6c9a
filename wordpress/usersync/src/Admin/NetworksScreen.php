<?php
/**
 * Screen "Networks": create a network, pair sites, test peers and set their permissions.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Admin;

use UserSync\Plugin\Migration\DraftPeers;
use UserSync\Plugin\Multisite\Blogs;
use UserSync\Plugin\Network\HealthCheck;
use UserSync\Plugin\Network\Networks;
use UserSync\Plugin\Network\NetworkStore;
use UserSync\Plugin\Network\Pairing;
use UserSync\Plugin\Site\Site;
use UserSync\UserSyncException;

final class NetworksScreen {

	public const NONCE = 'usersync_networks';

	private static string $pairing = '';

	/** @var list<array{string, string}> notices of this request: kind (error, success) and text */
	private static array $notices = [];

	/** @var array<string, array{here: array{ok: bool, at: int, skew: int|null, detail: string, entry: string}|null, there: array{ok: bool, at: int, skew: int|null, detail: string, entry: string}|null}> */
	private static array $tests = [];

	public static function register(): void {
		Menu::add( Menu::SLUG, static fn(): string => __( 'Networks', 'usersync' ), 'manage_usersync', [ self::class, 'render' ], [ self::class, 'handle' ], 1 );
	}

	public static function handle(): void {
		if ( ! AdminPost::is_submitted( self::NONCE, 'manage_usersync' ) ) {
			return;
		}
		$network = self::text( 'network' );
		$peer    = self::text( 'peer' );
		try {
			match ( self::text( 'do' ) ) {
				'create'  => self::create( $network ),
				'invite'  => self::$pairing        = Pairing::invite( $network ),
				'join'    => self::join(),
				'confirm' => self::confirm( self::text( 'id' ) ),
				'refuse'  => Pairing::cancel( self::text( 'id' ) ),
				'change'  => self::change( $network, $peer ),
				'test'    => self::$tests[ $peer ] = HealthCheck::test_both_ways( $peer ),
				'remove'  => self::remove( $network, $peer ),
				'pair'    => self::$pairing        = DraftPeers::invite(),
				'dismiss' => DraftPeers::dismiss( $peer ),
				default   => null,
			};
		} catch ( UserSyncException | \ValueError $e ) {
			self::$notices[] = [ 'error', $e->getMessage() ];
		}
	}

	public static function render(): void {
		echo '<div class="wrap"><h1>' . esc_html__( 'Networks', 'usersync' ) . '</h1>';
		NetworkForm::styles();
		foreach ( self::$notices as [ $kind, $text ] ) {
			printf( '<div class="notice notice-%s"><p>%s</p></div>', esc_attr( $kind ), esc_html( $text ) );
		}
		foreach ( Networks::problems() as $name => $problem ) {
			printf( '<div class="notice notice-error inline"><p><strong>%s</strong>: %s</p></div>', esc_html( $name ), esc_html( $problem ) );
		}
		self::render_site();
		foreach ( Pairing::pending() as $id => $pending ) {
			if ( 'answered' === $pending['step'] ) {
				PairingForms::render_digits( $id, $pending );
			}
		}
		if ( '' !== self::$pairing ) {
			PairingForms::render_pairing( self::$pairing );
		}
		DraftPeers::render();
		$all = Networks::all();
		foreach ( NetworkStore::all() as $name => $stored ) {
			NetworksTable::render( $name, $stored['hub'], array_keys( $stored['peers'] ), $all[ $name ] ?? null, true );
		}
		foreach ( array_diff_key( $all, NetworkStore::all() ) as $name => $network ) {
			NetworksTable::render( $name, $network['hub'], array_keys( $network['peers'] ), $network, false );
		}
		self::render_blogs();
		PairingForms::render_join_and_create();
		echo '</div>';
	}

	/** @return array{here: array{ok: bool, at: int, skew: int|null, detail: string, entry: string}|null, there: array{ok: bool, at: int, skew: int|null, detail: string, entry: string}|null}|null the result of a test that this request ran */
	public static function test_of( string $peer ): ?array {
		return self::$tests[ $peer ] ?? null;
	}

	private static function create( string $name ): void {
		if ( 1 !== preg_match( '/^[a-z0-9._-]{1,64}$/D', $name ) || Blogs::NETWORK === $name || isset( NetworkStore::all()[ $name ] ) || null !== Networks::get( $name ) ) {
			self::$notices[] = [ 'error', __( 'Choose a name that no other network uses: lowercase letters, digits, dots, dashes and underscores.', 'usersync' ) ];
			return;
		}
		NetworkStore::create( $name );
		self::$notices[] = [ 'success', __( 'Network created. Now invite another site.', 'usersync' ) ];
	}

	private static function join(): void {
		$problem         = Pairing::join( self::text( 'pairing' ) );
		self::$notices[] = '' === $problem
			? [ 'success', __( 'The other site has replied. Compare the six digits with its administrator.', 'usersync' ) ]
			: [ 'error', $problem ];
	}

	private static function confirm( string $id ): void {
		$peer            = Pairing::pending()[ $id ]['peer'] ?? '';
		$done            = Pairing::confirm( $id, self::posted_permissions() );
		self::$notices[] = $done
			? [ 'success', __( 'Paired. The test below succeeds once the other administrator has confirmed as well.', 'usersync' ) ]
			: [ 'error', __( 'This pairing has expired. Start a new one.', 'usersync' ) ];
		if ( $done ) {
			self::$tests[ $peer ] = HealthCheck::test_both_ways( $peer );
		}
	}

	private static function change( string $network, string $peer ): void {
		NetworkStore::change_peer( $network, $peer, self::posted_permissions(), '' !== self::text( 'administrators' ) );
		self::$notices[] = [ 'success', __( 'Saved.', 'usersync' ) ];
	}

	private static function remove( string $network, string $peer ): void {
		'' === $peer ? NetworkStore::remove( $network ) : NetworkStore::remove_peer( $network, $peer );
		self::$notices[] = [ 'success', __( 'Removed. Users stay signed in where they are, but logins are no longer shared.', 'usersync' ) ];
	}

	/** @return list<string> */
	private static function posted_permissions(): array {
		return array_values( array_filter( [ '' !== self::text( 'login' ) ? 'login' : '', '' !== self::text( 'logout' ) ? 'logout' : '' ] ) );
	}

	private static function render_site(): void {
		/* translators: %s: address of this site. */
		echo '<p>' . sprintf( esc_html__( 'The address of this site in a network is %s.', 'usersync' ), '<code>' . esc_html( Site::url() ) . '</code>' ) . '</p>';
		if ( ! Networks::any() ) {
			echo '<p>' . esc_html__( 'Sites that share logins form a network. One site creates the network and becomes its hub. The hub invites the other sites, and each joins with a pairing string. Both administrators compare six digits to confirm the pairing.', 'usersync' ) . '</p>';
		}
		if ( ! Site::is_https( Site::url() ) ) {
			echo '<div class="notice notice-error inline"><p>' . esc_html__( 'Sites in a network must use https. First change the address of this site under Settings › General.', 'usersync' ) . '</p></div>';
		}
		if ( Site::ADMIN_POST === Site::entry() ) {
			/* translators: %s: a file name. */
			echo '<p>' . esc_html( sprintf( __( 'The login page of this site is hidden. Other sites send browsers to %s instead, at most two minutes after it was hidden.', 'usersync' ), Site::ADMIN_POST ) ) . '</p>';
		}
		if ( Site::origin( home_url() ) !== Site::origin( site_url() ) ) {
			echo '<div class="notice notice-warning inline"><p>' . esc_html__( 'The WordPress address and the site address have different hosts or schemes. Logins will not work on the pages of this site. Use the same host and scheme for both.', 'usersync' ) . '</p></div>';
		}
	}

	private static function render_blogs(): void {
		$blogs = Blogs::all();
		if ( [] === $blogs ) {
			return;
		}
		echo '<h2>' . esc_html__( 'Sites with their own domain', 'usersync' ) . '</h2><p class="description">';
		/* translators: %s: address of this site. */
		echo esc_html( sprintf( Blogs::is_on() ? __( 'These sites share logins with %s automatically, and with the networks of that site. No pairing is needed.', 'usersync' ) : __( 'These sites do not share logins with %s. You can enable this in the settings.', 'usersync' ), Site::label( Site::url() ) ) );
		echo '</p><ul class="ul-disc">';
		foreach ( $blogs as $blog ) {
			echo '<li><a href="' . esc_url( $blog ) . '">' . esc_html( Site::label( $blog ) ) . '</a>';
			echo Blogs::can_have_cookies( $blog ) ? '' : ' <strong>' . esc_html__( 'Nobody can sign in there, because COOKIE_DOMAIN in wp-config.php is another domain.', 'usersync' ) . '</strong>';
			echo '</li>';
		}
		echo '</ul>';
	}

	private static function text( string $name ): string {
		$value = $_POST[ $name ] ?? ''; // phpcs:ignore WordPress.Security -- handle() checked the nonce; values are validated where they are used
		return is_string( $value ) ? trim( wp_unslash( $value ) ) : '';
	}
}
