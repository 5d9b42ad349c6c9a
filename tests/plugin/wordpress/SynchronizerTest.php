<?php

use UserSync\Plugin\Migration\Synchronizer;
use UserSync\Plugin\Account\Verified;

/** @testdox Data of User Session Synchronizer */
final class SynchronizerTest extends PluginTestCase
{
    private const MAIL = "<table>\n    <thead>\n        <tr>\n            <td>Email Verification</td>\n        </tr>\n    </thead>\n    <tbody>\n        <tr>\n            <td>Please Verify your email Account:</td>\n        </tr>
        <tr>\n            <td>[ussyncemailverificationcode]</td>\n        </tr>\n    </tbody>\n    <tfoot>\n        <tr>\n            <td>(c) 2000-2016</td>\n        </tr>\n    </tfoot>\n</table>\n";

    /** @testdox does not include its default email */
    public function test_own_mail(): void
    {
        update_option('ussync_email_conf_title', 'Please Verify Your email Account');
        update_option('ussync-email-header', self::MAIL);
        update_option('ussync_no_user_1', 'register_suscriber');
        $this->assertSame(['create_users' => 'subscriber'], Synchronizer::settings());
        update_option('ussync-email-header', str_replace('Account:', 'account, dear customer:', self::MAIL));
        $this->assertStringContainsString("dear customer:\n\n{link}", Synchronizer::settings()['mail_body']);
    }

    /** @testdox is imported once, so that later changes are kept */
    public function test_once(): void
    {
        $this->assertFalse(Synchronizer::is_imported());
        Synchronizer::import_settings();
        $this->assertTrue(Synchronizer::is_imported());
    }

    /** @testdox includes administrators without a mark, and other users with a mark */
    public function test_administrators(): void
    {
        $admin = $this->person('administrator')->ID;
        $marked = $this->person()->ID;
        $other = $this->person()->ID;
        update_user_meta($marked, 'ussync_email_verified', 'true');
        update_user_meta($other, 'ussync_email_verified', 'false');
        $administrators = count(get_users(['role' => 'administrator', 'fields' => 'ID']));
        (new WP_User($other))->add_cap('administrator', false); // listed, but denied
        $this->assertSame($administrators + 1, Synchronizer::marked());
        $this->assertSame($administrators, Synchronizer::import_marks(0, 100, true, true)['marked'], 'a dry run');
        Synchronizer::import_marks(0, 100, true, false);
        $this->assertSame([true, false, false], array_map([Verified::class, 'is'], [$admin, $marked, $other]));
        $all = Synchronizer::import_marks(0, 100, false, false);
        $this->assertSame([1, $administrators], [$all['marked'], $all['known']]);
        $this->assertSame([true, true, false], array_map([Verified::class, 'is'], [$admin, $marked, $other]));
    }
}
