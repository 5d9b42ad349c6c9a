<?php
/**
 * @package UserSync
 */

namespace UserSync\Plugin\Email;

use PHPUnit\Framework\TestCase;

require_once dirname( __DIR__ ) . '/functions.php';

final class TemplateTest extends TestCase {

	public function test_placeholders_are_replaced(): void {
		self::assertSame( "Hello Ann,\nat Shop", Template::fill( "Hello {user},\nat {site}", [ 'user' => 'Ann', 'site' => 'Shop' ] ) );
	}

	public function test_a_line_with_a_placeholder_without_value_is_removed(): void {
		$text = "Hello {user}\nCode: {code}, {minutes} minutes\nLink: {link}\nBye";
		self::assertSame( "Hello Ann\nLink: https://a/\nBye", Template::fill( $text, [ 'user' => 'Ann', 'code' => '', 'link' => 'https://a/', 'minutes' => '10' ] ) );
	}

	public function test_other_text_in_braces_is_unchanged(): void {
		self::assertSame( '{other} {USER} {', Template::fill( '{other} {USER} {', [] ) );
	}

	public function test_placeholders_in_values_are_not_replaced(): void {
		self::assertSame( 'Hello {code}', Template::fill( 'Hello {user}', [ 'user' => '{code}', 'code' => '123456' ] ) );
	}

	public function test_a_subject_is_one_line(): void {
		self::assertSame( 'Hello x Bcc: evil@example.org', Template::subject( 'Hello {user}', [ 'user' => "x\r\nBcc: evil@example.org" ] ) );
	}

	public function test_a_template_of_user_session_synchronizer_is_converted_to_text(): void {
		$html = '<div><p>Hello,</p><p>confirm <b>here</b>: <a href="[ussyncemailverificationcode]">this link</a></p></div>';
		self::assertSame( "Hello,\nconfirm here: {link}", Template::from_synchronizer( $html ) );
		self::assertSame( "Thanks &\n{link}", Template::from_synchronizer( 'Thanks &amp;<br/>[ussyncemailverificationcode]' ) );
	}

	public function test_a_missing_placeholder_is_appended(): void {
		self::assertSame( "Verify {link}", Template::ensure_word( 'Verify {link}', 'link', 'At {link}' ) );
		self::assertSame( "Verify {link}\n\nCode: {code}\n", Template::ensure_word( "Verify {link}\n", 'code', 'Code: {code}' ) );
	}
}
