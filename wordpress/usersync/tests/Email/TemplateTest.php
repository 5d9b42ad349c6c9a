<?php
/**
 * @package UserSync
 */

namespace UserSync\Plugin\Email;

use PHPUnit\Framework\TestCase;

require_once dirname( __DIR__ ) . '/functions.php';

final class TemplateTest extends TestCase {

	public function test_words_in_braces_are_filled_in(): void {
		self::assertSame( "Hello Ann,\nat Shop", Template::fill( "Hello {user},\nat {site}", [ 'user' => 'Ann', 'site' => 'Shop' ] ) );
	}

	public function test_a_line_with_a_word_without_a_value_is_left_out(): void {
		$text = "Hello {user}\nCode: {code}, {minutes} minutes\nLink: {link}\nBye";
		self::assertSame( "Hello Ann\nLink: https://a/\nBye", Template::fill( $text, [ 'user' => 'Ann', 'code' => '', 'link' => 'https://a/', 'minutes' => '10' ] ) );
	}

	public function test_other_braces_stay(): void {
		self::assertSame( '{other} {USER} {', Template::fill( '{other} {USER} {', [] ) );
	}

	public function test_a_value_is_never_filled_in_itself(): void {
		self::assertSame( 'Hello {code}', Template::fill( 'Hello {user}', [ 'user' => '{code}', 'code' => '123456' ] ) );
	}

	public function test_a_subject_stays_one_line(): void {
		self::assertSame( 'Hello x Bcc: evil@example.org', Template::subject( 'Hello {user}', [ 'user' => "x\r\nBcc: evil@example.org" ] ) );
	}

	public function test_a_template_of_user_session_synchronizer_becomes_text_with_a_link(): void {
		$html = '<div><p>Hello,</p><p>confirm <b>here</b>: <a href="[ussyncemailverificationcode]">this link</a></p></div>';
		self::assertSame( "Hello,\nconfirm here: {link}", Template::from_synchronizer( $html ) );
		self::assertSame( "Thanks &\n{link}", Template::from_synchronizer( 'Thanks &amp;<br/>[ussyncemailverificationcode]' ) );
	}

	public function test_a_text_that_lacks_what_the_mail_is_for_has_it_at_its_end(): void {
		self::assertSame( "Verify {link}", Template::ensure_word( 'Verify {link}', 'link', 'At {link}' ) );
		self::assertSame( "Verify {link}\n\nCode: {code}\n", Template::ensure_word( "Verify {link}\n", 'code', 'Code: {code}' ) );
	}
}
