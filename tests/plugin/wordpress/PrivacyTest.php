<?php

use UserSync\Plugin\Account\Privacy;

/** @testdox The eraser of personal data */
final class PrivacyTest extends PluginTestCase
{
    /** @testdox removes logins and their history, of this user only */
    public function test_erases(): void
    {
        $person = $this->person();
        $other = $this->person();
        foreach ([$person, $other] as $one) usersync_session_bind((string) $one->ID, ['session' => 'a browser', 'ip' => '192.0.2.1']);
        $this->assertNotEmpty(Privacy::export($person->user_email)['data']);
        $done = Privacy::erase($person->user_email);
        $this->assertSame(['items_removed' => true, 'items_retained' => false, 'messages' => [], 'done' => true], $done);
        $this->assertSame([], Privacy::export($person->user_email)['data']);
        $this->assertSame([], usersync_session_history((string) $person->ID));
        $this->assertCount(1, usersync_session_history((string) $other->ID));
        $this->assertFalse(Privacy::erase($person->user_email)['items_removed']);
    }
}
