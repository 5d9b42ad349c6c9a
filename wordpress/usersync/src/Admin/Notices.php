<?php
/**
 * What a screen says after a form was sent and the browser was sent back: a word in the url, its sentence here.
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

	/** @return string $url, saying $word when it is shown */
	public static function add( string $url, string $word, int $count = 1 ): string {
		return add_query_arg(
			[
				self::ARGUMENT => $word,
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

	/** @return array{string, string} kind and sentence; empty when there is nothing to say */
	public static function current(): array {
		// phpcs:disable WordPress.Security.NonceVerification.Recommended -- a word out of a closed list, shown
		$word  = $_GET[ self::ARGUMENT ] ?? null;
		$count = $_GET[ self::COUNT ] ?? null;
		// phpcs:enable
		return is_string( $word ) ? self::message( $word, is_string( $count ) ? max( 0, (int) $count ) : 1 ) : [ '', '' ];
	}

	/** @return array{string, string} */
	private static function message( string $word, int $count ): array {
		return match ( $word ) {
			'saved' => [ 'success', __( 'Settings saved.', 'usersync' ) ],
			'address_locked' => [ 'error', __( 'This email address is verified and cannot be changed. Please ask an administrator.', 'usersync' ) ],
			'address_verified' => [ 'success', __( 'The email address is verified.', 'usersync' ) ],
			'code_sent' => [ 'success', __( 'A code is on its way. Type its digits below.', 'usersync' ) ],
			'code_wrong' => [ 'error', __( 'That is not the code.', 'usersync' ) ],
			'code_expired' => [ 'error', __( 'That code is no longer valid. Ask for a new one.', 'usersync' ) ],
			'code_exhausted' => [ 'error', __( 'Too many wrong tries. Ask for a new code.', 'usersync' ) ],
			'code_later' => [
				'error',
				/* translators: %s: number of seconds. */
				sprintf( _n( 'Too many codes were sent. Try again in %s second.', 'Too many codes were sent. Try again in %s seconds.', $count, 'usersync' ), number_format_i18n( $count ) ),
			],
			'mail_failed' => [ 'error', __( 'The mail could not be sent.', 'usersync' ) ],
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
				/* translators: %s: number of mails. */
				sprintf( _n( '%s verification mail sent.', '%s verification mails sent.', $count, 'usersync' ), number_format_i18n( $count ) ),
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
