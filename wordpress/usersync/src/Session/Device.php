<?php
/**
 * Guesses browser and system from a User-Agent, so that users recognise their logins.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Session;

final class Device {

	/** Searched in this order: most browsers also name the browsers they derive from. */
	private const BROWSERS = [
		'Edg/'            => 'Edge',
		'EdgA/'           => 'Edge',
		'EdgiOS/'         => 'Edge',
		'OPR/'            => 'Opera',
		'Vivaldi/'        => 'Vivaldi',
		'SamsungBrowser/' => 'Samsung Internet',
		'YaBrowser/'      => 'Yandex Browser',
		'FxiOS/'          => 'Firefox',
		'Firefox/'        => 'Firefox',
		'CriOS/'          => 'Chrome',
		'HeadlessChrome/' => 'Headless Chrome',
		'Chrome/'         => 'Chrome',
		'Chromium/'       => 'Chromium',
		'Safari/'         => 'Safari',
		'Trident/'        => 'Internet Explorer',
		'WordPress/'      => 'WordPress',
		'curl/'           => 'curl',
		'Wget/'           => 'Wget',
	];

	/** Searched in this order: the User-Agent of an iPad can contain "iPhone", and that of Android contains "Linux". */
	private const SYSTEMS = [
		'Windows'   => 'Windows',
		'iPad'      => 'iPad',
		'iPhone'    => 'iPhone',
		'CrOS'      => 'ChromeOS',
		'Android'   => 'Android',
		'Macintosh' => 'Mac',
		'Linux'     => 'Linux',
		'FreeBSD'   => 'FreeBSD',
	];

	/** @return array{string, string} browser and system; empty if unknown */
	public static function of( string $agent ): array {
		return [ self::first( self::BROWSERS, $agent ), self::first( self::SYSTEMS, $agent ) ];
	}

	/** @return string such as "Firefox on Linux"; translated */
	public static function name( string $agent ): string {
		[ $browser, $system ] = self::of( $agent );
		if ( '' !== $browser && '' !== $system ) {
			/* translators: 1: a browser, 2: an operating system or device. */
			return sprintf( __( '%1$s on %2$s', 'usersync' ), $browser, $system );
		}
		$known = $browser . $system;
		return '' !== $known ? $known : __( 'Unknown device', 'usersync' );
	}

	/** @param array<string, string> $marks */
	private static function first( array $marks, string $agent ): string {
		foreach ( $marks as $mark => $name ) {
			if ( str_contains( $agent, $mark ) ) {
				return $name;
			}
		}
		return '';
	}
}
