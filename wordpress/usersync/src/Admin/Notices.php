<?php
/**
 * Notices after a form was submitted and the browser was redirected: the URL holds a code, and this class has its text.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Admin;

final class Notices {

	private const ARGUMENT = 'usersync';

	private const COUNT = 'usersync_count';

	public static function register(): void {
		add_action( 'admin_notices', [ self::class, 'show' ] );
		add_action( 'network_admin_notices', [ self::class, 'show' ] );
		add_filter( 'removable_query_args', [ self::class, 'add_removable_args' ] );
	}

	/** @return string $url with the notice code in its query */
	public static function add( string $url, string $code, int $count = 1 ): string {
		return add_query_arg(
			[
				self::ARGUMENT => $code,
				self::COUNT    => $count,
			],
			remove_query_arg( [ self::ARGUMENT, self::COUNT ], $url )
		);
	}

	/**
	 * @param string[] $arguments
	 * @return string[]
	 */
	public static function add_removable_args( array $arguments ): array {
		return array_merge( $arguments, [ self::ARGUMENT, self::COUNT ] );
	}

	public static function show(): void {
		[ $kind, $text ] = self::current();
		if ( '' !== $text ) {
			printf( '<div class="notice notice-%s is-dismissible"><p>%s</p></div>', esc_attr( $kind ), esc_html( $text ) );
		}
	}

	/** @return array{string, string} kind (error, success) and text; both empty without a notice */
	public static function current(): array {
		// phpcs:disable WordPress.Security.NonceVerification.Recommended -- selects a text from a closed list
		$code  = $_GET[ self::ARGUMENT ] ?? null;
		$count = $_GET[ self::COUNT ] ?? null;
		// phpcs:enable
		return is_string( $code ) ? self::message( $code, is_string( $count ) ? max( 0, (int) $count ) : 1 ) : [ '', '' ];
	}

	/** @return array{string, string} kind and text; empty for an unknown code */
	private static function message( string $code, int $count ): array {
		return match ( $code ) {
			'saved' => [ 'success', __( 'Settings saved.', 'usersync' ) ],
			'address_locked' => [ 'error', __( 'This email address is verified and cannot be changed. Ask an administrator.', 'usersync' ) ],
			'address_verified' => [ 'success', __( 'The email address is verified.', 'usersync' ) ],
			'code_sent' => [ 'success', __( 'A code was sent. Enter its digits below.', 'usersync' ) ],
			'code_wrong' => [ 'error', __( 'The code is wrong.', 'usersync' ) ],
			'code_expired' => [ 'error', __( 'The code is no longer valid. Request a new one.', 'usersync' ) ],
			'code_exhausted' => [ 'error', __( 'Too many wrong attempts. Request a new code.', 'usersync' ) ],
			'code_later' => [
				'error',
				/* translators: %s: number of seconds. */
				sprintf( _n( 'Too many codes were sent. Try again in %s second.', 'Too many codes were sent. Try again in %s seconds.', $count, 'usersync' ), number_format_i18n( $count ) ),
			],
			'mail_failed' => [ 'error', __( 'The email could not be sent.', 'usersync' ) ],
			'marked' => [
				'success',
				/* translators: %s: number of users. */
				sprintf( _n( '%s user is now verified.', '%s users are now verified.', $count, 'usersync' ), number_format_i18n( $count ) ),
			],
			'dropped' => [
				'success',
				/* translators: %s: number of users. */
				sprintf( _n( '%s user is no longer verified.', '%s users are no longer verified.', $count, 'usersync' ), number_format_i18n( $count ) ),
			],
			'links_sent' => [
				'success',
				/* translators: %s: number of emails. */
				sprintf( _n( '%s verification email sent.', '%s verification emails sent.', $count, 'usersync' ), number_format_i18n( $count ) ),
			],
			'logins_ended' => [
				'success',
				/* translators: %s: number of logins. */
				sprintf( _n( '%s login ended.', '%s logins ended.', $count, 'usersync' ), number_format_i18n( $count ) ),
			],
			default => [ '', '' ],
		};
	}
}
