<?php
/**
 * The screen of networks: make one, invite and join, compare digits, see who is up, say who may what.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Admin;

use UserSync\Plugin\Logout\LogoutQueue;
use UserSync\Plugin\Migration\DraftPeers;
use UserSync\Plugin\Multisite\Blogs;
use UserSync\Plugin\Network\Health;
use UserSync\Plugin\Network\Networks;
use UserSync\Plugin\Network\Pairing;
use UserSync\Plugin\Site\Site;
use UserSync\UserSyncException;

/** @phpstan-import-type Network from Networks */
final class NetworksScreen {

	private const NONCE = 'usersync_networks';

	private static string $pairing = '';

	/** @var list<array{string, string}> kind and text */
	private static array $notices = [];

	/** @var array<string, array{here: array{ok: bool, at: int, skew: int|null, detail: string, entry: string}|null, there: array{ok: bool, at: int, skew: int|null, detail: string, entry: string}|null}> */
	private static array $tests = [];

	public static function register(): void {
		Menu::add( Menu::SLUG, static fn(): string => __( 'Networks', 'usersync' ), 'manage_usersync', [ self::class, 'render' ], [ self::class, 'handle' ], 1 );
	}

	public static function handle(): void {
		if ( 'POST' !== ( $_SERVER['REQUEST_METHOD'] ?? '' ) ) {
			return;
		}
		check_admin_referer( self::NONCE );
		if ( ! current_user_can( 'manage_usersync' ) ) {
			wp_die( esc_html__( 'You may not manage networks.', 'usersync' ), 403 );
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
				'test'    => self::$tests[ $peer ] = Health::test_both_ways( $peer ),
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
		self::styles();
		foreach ( self::$notices as [ $kind, $text ] ) {
			printf( '<div class="notice notice-%s"><p>%s</p></div>', esc_attr( $kind ), esc_html( $text ) );
		}
		foreach ( Networks::problems() as $name => $problem ) {
			printf( '<div class="notice notice-error inline"><p><strong>%s</strong>: %s</p></div>', esc_html( $name ), esc_html( $problem ) );
		}
		self::render_site();
		foreach ( Pairing::pending() as $id => $pending ) {
			if ( 'answered' === $pending['step'] ) {
				self::render_digits( $id, $pending );
			}
		}
		if ( '' !== self::$pairing ) {
			self::render_pairing();
		}
		DraftPeers::render();
		$all = Networks::all();
		foreach ( Networks::stored() as $name => $stored ) {
			self::render_network( $name, $stored['hub'], array_keys( $stored['peers'] ), $all[ $name ] ?? null, true );
		}
		foreach ( array_diff_key( $all, Networks::stored() ) as $name => $network ) {
			self::render_network( $name, $network['hub'], array_keys( $network['peers'] ), $network, false );
		}
		self::render_blogs();
		self::render_join_and_create();
		echo '</div>';
	}

	private static function create( string $name ): void {
		if ( 1 !== preg_match( '/^[a-z0-9._-]{1,64}$/D', $name ) || Blogs::NETWORK === $name || isset( Networks::stored()[ $name ] ) || null !== Networks::get( $name ) ) {
			self::$notices[] = [ 'error', __( 'A network needs a name of its own: small letters, digits, dots and dashes.', 'usersync' ) ];
			return;
		}
		Networks::create( $name );
		self::$notices[] = [ 'success', __( 'The network is there. Now invite another site.', 'usersync' ) ];
	}

	private static function join(): void {
		$problem         = Pairing::join( self::text( 'pairing' ) );
		self::$notices[] = '' === $problem
			? [ 'success', __( 'The other site has answered. Compare the digits with its administrator.', 'usersync' ) ]
			: [ 'error', $problem ];
	}

	private static function confirm( string $id ): void {
		$peer            = Pairing::pending()[ $id ]['peer'] ?? '';
		$done            = Pairing::confirm( $id, self::posted_permissions() );
		self::$notices[] = $done
			? [ 'success', __( 'Paired. The test below works as soon as the other administrator has confirmed, too.', 'usersync' ) ]
			: [ 'error', __( 'This pairing is over. Begin a new one.', 'usersync' ) ];
		if ( $done ) {
			self::$tests[ $peer ] = Health::test_both_ways( $peer );
		}
	}

	private static function change( string $network, string $peer ): void {
		Networks::change_peer( $network, $peer, self::posted_permissions(), '' !== self::text( 'administrators' ) );
		self::$notices[] = [ 'success', __( 'Saved.', 'usersync' ) ];
	}

	private static function remove( string $network, string $peer ): void {
		'' === $peer ? Networks::remove( $network ) : Networks::remove_peer( $network, $peer );
		self::$notices[] = [ 'success', __( 'Removed. People stay signed in where they are; nothing travels any more.', 'usersync' ) ];
	}

	/** @return list<string> */
	private static function posted_permissions(): array {
		return array_values( array_filter( [ '' !== self::text( 'login' ) ? 'login' : '', '' !== self::text( 'logout' ) ? 'logout' : '' ] ) );
	}

	private static function render_site(): void {
		/* translators: %s: address of this site. */
		echo '<p>' . sprintf( esc_html__( 'In a network, this site is called %s.', 'usersync' ), '<code>' . esc_html( Site::url() ) . '</code>' ) . '</p>';
		if ( ! Networks::any() ) {
			echo '<p>' . esc_html__( 'Sites that sign people in together form a network. One site makes it and becomes its hub, and invites the others; each of them joins with the string it is given. Both administrators then compare six digits, and the sites are paired.', 'usersync' ) . '</p>';
		}
		if ( ! Site::is_https( Site::url() ) ) {
			echo '<div class="notice notice-error inline"><p>' . esc_html__( 'Sites of a network need https. Change the address of this site first (Settings, General).', 'usersync' ) . '</p></div>';
		}
		if ( Site::ADMIN_POST === Site::entry() ) {
			/* translators: %s: a file name. */
			echo '<p>' . esc_html( sprintf( __( 'Its login page is hidden: other sites send browsers to %s instead, within two minutes of its being hidden.', 'usersync' ), Site::ADMIN_POST ) ) . '</p>';
		}
		if ( Site::origin( home_url() ) !== Site::origin( site_url() ) ) {
			echo '<div class="notice notice-warning inline"><p>' . esc_html__( 'WordPress address and site address differ in host or scheme: sign-ins will not reach the pages. Make them alike.', 'usersync' ) . '</p></div>';
		}
	}

	private static function render_blogs(): void {
		$blogs = Blogs::all();
		if ( [] === $blogs ) {
			return;
		}
		echo '<h2>' . esc_html__( 'Sites with a domain of their own', 'usersync' ) . '</h2><p class="description">';
		/* translators: %s: address of this site. */
		echo esc_html( sprintf( Blogs::is_on() ? __( 'They share logins with %s by themselves, and through it with its networks. There is nothing to pair.', 'usersync' ) : __( 'They take no part in the logins of %s. You can let them, in the settings.', 'usersync' ), Site::label( Site::url() ) ) );
		echo '</p><ul class="ul-disc">';
		foreach ( $blogs as $blog ) {
			echo '<li><a href="' . esc_url( $blog ) . '">' . esc_html( Site::label( $blog ) ) . '</a>';
			echo Blogs::can_have_cookies( $blog ) ? '' : ' <strong>' . esc_html__( 'Nobody can sign in there: COOKIE_DOMAIN in wp-config.php names another domain.', 'usersync' ) . '</strong>';
			echo '</li>';
		}
		echo '</ul>';
	}

	/** @param array{network: string, hub: string, peer: string, digits: string} $pending */
	private static function render_digits( string $id, array $pending ): void {
		echo '<div class="card usersync-card">';
		/* translators: %s: address of another site. */
		echo '<h2>' . esc_html( sprintf( __( 'Is this %s?', 'usersync' ), Site::label( $pending['peer'] ) ) ) . '</h2>';
		echo '<p>' . esc_html__( 'Both administrators must see the same six digits. Compare them by telephone, or on both screens.', 'usersync' ) . '</p>';
		echo '<p class="usersync-digits">' . esc_html( substr( $pending['digits'], 0, 3 ) . ' ' . substr( $pending['digits'], 3 ) ) . '</p>';
		self::form(
			'confirm',
			[ 'id' => $id ],
			static function () use ( $pending ): void {
				/* translators: %s: address of another site. */
				echo '<p>' . esc_html( sprintf( __( 'What %s may do here:', 'usersync' ), Site::label( $pending['peer'] ) ) ) . '</p>';
				self::render_permissions( Site::url() === $pending['hub'], [ 'login', 'logout' ] );
				submit_button( __( 'They are the same: pair', 'usersync' ), 'primary', 'submit', false );
			}
		);
		self::button( 'refuse', [ 'id' => $id ], __( 'They differ: forget it', 'usersync' ) );
		echo '</div>';
	}

	private static function render_pairing(): void {
		echo '<div class="card usersync-card"><h2>' . esc_html__( 'Give this to the administrator of the other site', 'usersync' ) . '</h2>';
		echo '<p>' . esc_html__( 'It works for 15 minutes and one site, and is shown only now. There: UserSync, Networks, "Join a network".', 'usersync' ) . '</p>';
		echo '<textarea readonly rows="5" class="large-text code" id="usersync-pairing" onfocus="this.select()">' . esc_textarea( self::$pairing ) . '</textarea>';
		echo '<p>' . esc_html__( 'When the other site has answered, six digits appear here.', 'usersync' ) . ' <a class="button" href="' . esc_url( Menu::url() ) . '">' . esc_html__( 'Look again', 'usersync' ) . '</a></p></div>';
	}

	/**
	 * @param list<string>  $peers
	 * @param Network|null  $network
	 */
	private static function render_network( string $name, string $hub, array $peers, ?array $network, bool $stored ): void {
		$is_hub = Site::url() === $hub;
		echo '<h2>' . esc_html( $name ) . '</h2><p class="description">';
		echo $is_hub
			? esc_html__( 'This site is the hub: the others ask it who is signed in.', 'usersync' )
			/* translators: %s: address of another site. */
			: esc_html( sprintf( __( 'The hub is %s: this site asks it who is signed in, and tells it who signs in here.', 'usersync' ), Site::label( $hub ) ) );
		if ( ! $stored ) {
			echo ' ' . esc_html__( 'The server\'s administrator defines this network.', 'usersync' );
		}
		echo '</p>';
		if ( [] !== $peers ) {
			echo '<table class="widefat striped usersync-peers"><thead><tr><th scope="col">' . esc_html__( 'Site', 'usersync' ) . '</th><th scope="col">' . esc_html__( 'State', 'usersync' ) . '</th><th scope="col">' . esc_html__( 'What it may do here', 'usersync' ) . '</th><th scope="col"><span class="screen-reader-text">' . esc_html__( 'Actions', 'usersync' ) . '</span></th></tr></thead><tbody>';
			foreach ( $peers as $peer ) {
				self::render_peer( $name, $peer, $is_hub, $network );
			}
			echo '</tbody></table>';
		}
		if ( $stored ) {
			echo '<div class="usersync-actions">';
			if ( $is_hub ) {
				self::button( 'invite', [ 'network' => $name ], __( 'Invite a site', 'usersync' ), 'primary' );
			}
			/* translators: %s: name of a network. */
			self::button( 'remove', [ 'network' => $name ], __( 'Leave this network', 'usersync' ), 'link-delete', sprintf( __( 'Leave the network %s? Its keys are deleted here.', 'usersync' ), $name ) );
			echo '</div>';
		}
	}

	/** @param Network|null $network */
	private static function render_peer( string $name, string $peer, bool $is_hub, ?array $network ): void {
		$known = $network['peers'][ $peer ] ?? null;
		echo '<tr><td><strong><a href="' . esc_url( $peer ) . '">' . esc_html( Site::label( $peer ) ) . '</a></strong>';
		if ( isset( $known['key_ids'][0] ) ) {
			/* translators: %s: the beginning of a key's id. */
			printf( '<br><span class="description" title="%s">%s</span>', esc_attr( $known['key_ids'][0] ), esc_html( sprintf( __( 'Key %s…', 'usersync' ), substr( $known['key_ids'][0], 7, 12 ) ) ) );
		}
		echo '</td>';
		echo '<td>';
		self::render_state( $peer );
		echo '</td><td>';
		if ( null !== $known && $known['stored'] ) {
			self::form(
				'change',
				[
					'network' => $name,
					'peer'    => $peer,
				],
				static function () use ( $known, $is_hub ): void {
					self::render_permissions( $is_hub, $known['may'] );
					printf( '<label class="usersync-may"><input type="checkbox" name="administrators" value="1"%s><span>%s</span></label>', checked( $known['administrators'], true, false ), esc_html__( 'also sign in administrators (that site\'s fall is then this site\'s)', 'usersync' ) );
					submit_button( __( 'Save', 'usersync' ), 'small', 'submit', false );
				}
			);
		} elseif ( null !== $known ) {
			echo esc_html( implode( ', ', $known['may'] ) );
		}
		echo '</td><td>';
		self::button( 'test', [ 'peer' => $peer ], __( 'Test', 'usersync' ) );
		if ( null === $known || $known['stored'] ) {
			/* translators: %s: address of another site. */
			$question = sprintf( __( 'Remove %s? It must be paired again to come back.', 'usersync' ), Site::label( $peer ) );
			self::button(
				'remove',
				[
					'network' => $name,
					'peer'    => $peer,
				],
				__( 'Remove', 'usersync' ),
				'link-delete',
				$question
			);
		}
		echo '</td></tr>';
	}

	private static function render_state( string $peer ): void {
		$test = self::$tests[ $peer ] ?? null;
		if ( null === $test ) {
			echo esc_html( self::describe_state( Health::state( $peer ) ) );
			$waiting = LogoutQueue::count_for( $peer );
			if ( $waiting > 0 ) {
				/* translators: %d: number of messages. */
				echo '<br>' . esc_html( sprintf( _n( '%d logout waits for it.', '%d logouts wait for it.', $waiting, 'usersync' ), $waiting ) );
			}
			return;
		}
		echo '<strong>' . esc_html__( 'Seen from here:', 'usersync' ) . '</strong> ' . esc_html( self::describe_state( $test['here'] ) );
		echo '<br><strong>' . esc_html__( 'Seen from there:', 'usersync' ) . '</strong> ' . esc_html( self::describe_state( $test['there'] ) );
		if ( Site::ADMIN_POST === ( $test['here']['entry'] ?? '' ) ) {
			/* translators: %s: a file name. */
			echo '<br>' . esc_html( sprintf( __( 'Its login page is hidden: browsers are sent to %s.', 'usersync' ), Site::ADMIN_POST ) );
		}
	}

	/** @param array{ok: bool, at: int, skew: int|null, detail: string, entry: string}|null $state */
	private static function describe_state( ?array $state ): string {
		if ( null === $state ) {
			return __( 'not asked yet', 'usersync' );
		}
		/* translators: %s: a span of time. */
		$when = sprintf( __( '%s ago', 'usersync' ), human_time_diff( $state['at'] ) );
		if ( ! $state['ok'] ) {
			/* translators: 1: reason, 2: when. */
			return sprintf( __( 'not reachable: %1$s (%2$s)', 'usersync' ), $state['detail'], $when );
		}
		$skew = (int) round( abs( $state['skew'] ?? 0 ) / 1000 );
		return $skew > 10
			/* translators: 1: seconds, 2: when. */
			? sprintf( __( 'up, but its clock differs by %1$d seconds, and from 30 on no sign-in works (%2$s)', 'usersync' ), $skew, $when )
			/* translators: %s: when. */
			: sprintf( __( 'up (%s)', 'usersync' ), $when );
	}

	/** @param list<string> $may */
	private static function render_permissions( bool $is_hub, array $may ): void {
		$login = $is_hub ? __( 'people who sign in there are signed in here', 'usersync' ) : __( 'sign people in here', 'usersync' );
		printf( '<label class="usersync-may"><input type="checkbox" name="login" value="1"%s><span>%s</span></label>', checked( in_array( 'login', $may, true ), true, false ), esc_html( $login ) );
		printf( '<label class="usersync-may"><input type="checkbox" name="logout" value="1"%s><span>%s</span></label>', checked( in_array( 'logout', $may, true ), true, false ), esc_html__( 'sign people out here', 'usersync' ) );
	}

	private static function render_join_and_create(): void {
		echo '<hr><div class="usersync-beginnings"><div class="card"><h2>' . esc_html__( 'Join a network', 'usersync' ) . '</h2><p>' . esc_html__( 'Paste the pairing string that the hub\'s administrator gave you.', 'usersync' ) . '</p>';
		self::form(
			'join',
			[],
			static function (): void {
				echo '<label class="screen-reader-text" for="usersync-string">' . esc_html__( 'Pairing string', 'usersync' ) . '</label><textarea name="pairing" id="usersync-string" rows="4" class="large-text code" required autocomplete="off" spellcheck="false" placeholder="usersync-pair-1.…"></textarea>';
				submit_button( __( 'Join', 'usersync' ), 'secondary', 'submit', false );
			}
		);
		echo '</div><div class="card"><h2>' . esc_html__( 'Make a network', 'usersync' ) . '</h2><p>' . esc_html__( 'This site becomes its hub. Choose a site where people really sign in: browsers forget the cookies of sites they only pass through.', 'usersync' ) . '</p>';
		self::form(
			'create',
			[],
			static function (): void {
				echo '<p><label for="usersync-name">' . esc_html__( 'Name', 'usersync' ) . '</label> <input type="text" name="network" id="usersync-name" class="regular-text" style="max-width:100%" required pattern="[a-z0-9._\-]{1,64}" value="' . ( [] === Networks::stored() ? 'main' : '' ) . '"></p>';
				submit_button( __( 'Make it', 'usersync' ), 'secondary', 'submit', false );
			}
		);
		echo '</div><div class="card"><h2>' . esc_html__( 'What if one site is broken into?', 'usersync' ) . '</h2><p>' . esc_html__( 'A member that is broken into can say about its own visitors whatever it likes, to the hub alone; without "sign people in" it can only sign them out. The hub can say who anybody is, at every member: choose the site you keep best. Administrators never travel unless you say so for a site. Removing a site here ends its key at once.', 'usersync' ) . '</p></div></div>';
	}

	/** @param array<string, string> $fields */
	private static function form( string $action, array $fields, callable $inner ): void {
		echo '<form method="post" action="' . esc_url( Menu::url() ) . '">';
		wp_nonce_field( self::NONCE );
		foreach ( [ 'do' => $action ] + $fields as $name => $value ) {
			printf( '<input type="hidden" name="%s" value="%s">', esc_attr( $name ), esc_attr( $value ) );
		}
		$inner();
		echo '</form>';
	}

	/** @param array<string, string> $fields */
	public static function button( string $action, array $fields, string $label, string $kind = 'secondary', string $question = '' ): void {
		self::form(
			$action,
			$fields,
			static function () use ( $label, $kind, $question ): void {
				$class = 'link-delete' === $kind ? 'button-link button-link-delete' : "button button-$kind";
				$ask   = '' === $question ? '' : ' onclick="return confirm(' . esc_attr( (string) wp_json_encode( $question ) ) . ')"';
				printf( '<button class="%s"%s>%s</button>', esc_attr( $class ), $ask, esc_html( $label ) ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- escaped above
			}
		);
	}

	private static function styles(): void {
		echo '<style>.usersync-digits{font:600 2.4em/1.2 ui-monospace,monospace;letter-spacing:.08em;margin:.3em 0}.usersync-peers form,.usersync-actions form{display:inline-block;margin-right:1em}.usersync-peers td{vertical-align:top}.usersync-card{border-left:4px solid #2271b1}.usersync-card .button{margin:.5em 0 0}.usersync-may{display:flex;align-items:flex-start;gap:.3em;margin:.4em 0}.usersync-may input{flex:none;margin-top:.1em}.usersync-beginnings{display:flex;flex-wrap:wrap;gap:1em}.usersync-beginnings .card{flex:1 1 18em;margin:0}.usersync-actions{margin:1em 0;display:flex;align-items:center}.usersync-drafts li{display:flex;flex-wrap:wrap;align-items:center;gap:.3em 1em}.usersync-drafts .usersync-actions,.usersync-drafts .button{margin:0}@media(max-width:782px){.usersync-peers thead{display:none}.usersync-peers tr{display:block;padding:.5em 0}.usersync-peers td{display:block}}</style>';
	}

	private static function text( string $name ): string {
		$value = $_POST[ $name ] ?? ''; // phpcs:ignore WordPress.Security -- handle() has checked the nonce; values are validated where they are used
		return is_string( $value ) ? trim( wp_unslash( $value ) ) : '';
	}
}
