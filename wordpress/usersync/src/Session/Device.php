<?php
/**
 * What a User-Agent says of the device, for a person who looks for a login that is not his. A guess, and shown as no more.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Session;

final class Device {

	/** Looked for in this order: most browsers name the ones they descend from, too. */
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

	/** In this order: an iPad calls itself an iPhone's cousin, Android is a Linux. */
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

	/** @return array{string, string} browser and system; empty where it says nothing we know */
	public static function of( string $agent ): array {
		return [ self::first( self::BROWSERS, $agent ), self::first( self::SYSTEMS, $agent ) ];
	}

	/** @return string for a person to read */
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
