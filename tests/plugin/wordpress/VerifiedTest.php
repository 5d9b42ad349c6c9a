<?php

use UserSync\Plugin\Site\Options;
use UserSync\Plugin\Account\Verified;

/** @testdox A verified address */
final class VerifiedTest extends PluginTestCase
{
    /** @testdox is not verified by default */
    public function test_none(): void
    {
        $this->assertFalse(Verified::is($this->person()->ID));
        $this->assertFalse(Verified::is(0));
    }

    /** @testdox loses its mark when it changes, and regains it with the old address */
    public function test_other_address(): void
    {
        $person = $this->person();
        Verified::mark($person->ID, 'code');
        $this->assertTrue(Verified::is($person->ID));
        global $wpdb;
        $wpdb->update($wpdb->users, ['user_email' => 'other@people.test'], ['ID' => $person->ID]);
        clean_user_cache($person->ID);
        $this->assertFalse(Verified::is($person->ID), 'the mark belongs to the address, however the table was written');
        $wpdb->update($wpdb->users, ['user_email' => strtoupper($person->user_email)], ['ID' => $person->ID]);
        clean_user_cache($person->ID);
        $this->assertTrue(Verified::is($person->ID), 'case does not matter');
    }

    /** @testdox cannot be changed while addresses are locked, except by a user who may manage the plugin */
    public function test_locked(): void
    {
        Options::set(['email_change' => 'locked']);
        $person = $this->person();
        Verified::mark($person->ID, 'code');
        wp_update_user(['ID' => $person->ID, 'user_email' => 'moved@people.test']);
        $this->assertSame($person->user_email, get_userdata($person->ID)->user_email);
        wp_set_current_user($this->person('administrator')->ID);
        wp_update_user(['ID' => $person->ID, 'user_email' => 'moved@people.test']);
        $this->assertSame('moved@people.test', get_userdata($person->ID)->user_email);
        $this->assertFalse(Verified::is($person->ID));
    }
}
