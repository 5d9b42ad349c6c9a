<?php
/**
 * Codes that verify an email address. Digits work only in the browser that requested them. A link works in any browser, because mail
 * is often read on another device. Neither signs anybody in.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Email;

use UserSync\CodeResult;
use UserSync\Plugin\Account\Verified;
use UserSync\Plugin\Site\Options;
use UserSync\RateLimitException;
use UserSync\UserSyncException;
use WP_User;

final class AddressCode {

	/**
	 * Emails digits to the signed-in user.
	 *
	 * @return array{string, int} notice code (Notices) and its count
	 */
	public static function mail_digits( WP_User $user ): array {
		return self::mail(
			$user,
			[
				'type'  => 'digits',
				'state' => wp_get_session_token(),
			]
		);
	}

	/**
	 * Emails a link to a user, on request of an administrator or after a change of address.
	 *
	 * @return array{string, int} notice code (Notices) and its count
	 */
	public static function mail_link( WP_User $user ): array {
		return self::mail(
			$user,
			[
				'type'    => 'link',
				'binding' => false,
				'ip'      => current_user_can( 'edit_users' ) || 'cli' === PHP_SAPI ? '' : usersync_client_ip(),
			]
		);
	}

	/** @return array{string, int} notice code (Notices) and its count */
	public static function try_digits( WP_User $user, #[\SensitiveParameter] string $digits ): array {
		$digits = (string) preg_replace( '/\D+/', '', $digits );
		return self::verify( $user, $digits, [ 'state' => wp_get_session_token() ] );
	}

	/** @return array{string, int} notice code (Notices) and its count */
	public static function try_link( WP_User $user, #[\SensitiveParameter] string $code ): array {
		return self::verify( $user, $code, [ 'binding' => false ] );
	}

	/** @return string|false the normalised address that codes are made for, with an ASCII (IDNA) domain; false if invalid */
	public static function canonical( string $email ): string|false {
		$at = strrpos( $email, '@' );
		if ( false !== $at && function_exists( 'idn_to_ascii' ) ) {
			$domain = idn_to_ascii( substr( $email, $at + 1 ) );
			$email  = false === $domain ? $email : substr( $email, 0, $at + 1 ) . $domain;
		}
		return usersync_email_normalize( $email );
	}

	/**
	 * @param array<string, mixed> $options
	 * @return array{string, int}
	 */
	private static function mail( WP_User $user, #[\SensitiveParameter] array $options ): array {
		$address = self::canonical( $user->user_email );
		if ( false === $address ) {
			return [ 'mail_failed', 1 ];
		}
		try {
			$made = usersync_email_code_create( $address, self::purpose( $user ), $options );
		} catch ( RateLimitException $e ) {
			return [ 'code_later', $e->retryAfter ]; // phpcs:ignore WordPress.NamingConventions.ValidVariableName -- a property of the extension
		} catch ( UserSyncException | \ValueError $e ) {
			return [ 'mail_failed', 1 ];
		}
		$digits   = 'digits' === $options['type'];
		$values   = [
			'user'    => $user->user_login,
			'address' => $user->user_email,
			'site'    => wp_specialchars_decode( get_bloginfo( 'name' ), ENT_QUOTES ),
			'url'     => home_url( '/' ),
			'code'    => $digits ? $made['code'] : '',
			'link'    => $digits ? '' : VerifyPage::url( $user, $made['code'] ),
			'minutes' => (string) max( 1, intdiv( $made['expires'] - time() + 59, 60 ) ),
		];
		$switched = switch_to_locale( get_user_locale( $user ) );
		$subject  = Template::subject( self::subject_text(), $values );
		$body     = Template::fill( $digits ? Template::ensure_word( self::body_text(), 'code', self::code_sentence() ) : Template::ensure_word( self::body_text(), 'link', self::link_sentence() ), $values );
		if ( $switched ) {
			restore_previous_locale();
		}
		return wp_mail( $user->user_email, $subject, $body ) ? [ $digits ? 'code_sent' : 'links_sent', 1 ] : [ 'mail_failed', 1 ];
	}

	/**
	 * @param array<string, mixed> $options
	 * @return array{string, int}
	 */
	private static function verify( WP_User $user, #[\SensitiveParameter] string $code, #[\SensitiveParameter] array $options ): array {
		$address = self::canonical( $user->user_email );
		if ( false === $address || '' === $code ) {
			return [ 'code_wrong', 1 ];
		}
		try {
			$result = usersync_email_code_verify( $address, $code, self::purpose( $user ), $options );
		} catch ( UserSyncException | \ValueError $e ) {
			return [ 'code_expired', 1 ];
		}
		if ( CodeResult::Ok === $result ) {
			Verified::mark( $user->ID, 'code' );
		}
		$notice = match ( $result ) {
			CodeResult::Ok => 'address_verified',
			CodeResult::Wrong => 'code_wrong',
			CodeResult::Exhausted => 'code_exhausted',
			CodeResult::Expired => 'code_expired',
		};
		return [ $notice, 1 ];
	}

	/** A code for one account does not verify another account with the same address. */
	private static function purpose( WP_User $user ): string {
		return 'verify.' . $user->ID;
	}

	public static function subject_text(): string {
		$own = Options::string( 'mail_subject' );
		return '' !== $own ? $own : self::default_subject();
	}

	public static function body_text(): string {
		$own = Options::string( 'mail_body' );
		return '' !== $own ? $own : self::default_body();
	}

	public static function default_subject(): string {
		/* translators: {site} is replaced; keep it unchanged. */
		return __( '[{site}] Please confirm your email address', 'usersync' );
	}

	private static function code_sentence(): string {
		/* translators: the words in braces are replaced; keep them unchanged. */
		return __( 'Your code is {code}. It is valid for {minutes} minutes, in the browser in which you requested it.', 'usersync' );
	}

	private static function link_sentence(): string {
		/* translators: {link} is replaced; keep it unchanged. */
		return __( 'To confirm your address, open this link and press the button: {link}', 'usersync' );
	}

	public static function default_body(): string {
		/* translators: the words in braces are replaced; keep them unchanged. The lines with {code} and {link} must stay separate lines. */
		return __(
			'Hello {user},

The account "{user}" at {site} ({url}) uses this address: {address}

Your code is {code}. It is valid for {minutes} minutes, in the browser in which you requested it.
To confirm your address, open this link and press the button: {link}

If this is not your account, ignore this email. The address then stays unconfirmed.',
			'usersync'
		);
	}
}
