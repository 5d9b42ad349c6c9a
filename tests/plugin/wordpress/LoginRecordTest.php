<?php

use UserSync\Plugin\Login\LoginRecord;
use UserSync\Plugin\Login\LoginData;
use UserSync\Plugin\Login\LoginIndex;

/** @testdox A login */
final class LoginRecordTest extends PluginTestCase
{
    /** @return array{WP_Session_Tokens, string, string} the tokens of a user, one token, its sid */
    private function token(WP_User $person): array
    {
        $tokens = WP_Session_Tokens::get_instance($person->ID);
        $token = $tokens->create(time() + DAY_IN_SECONDS);
        return [$tokens, $token, LoginData::of($tokens->get($token))['sids'][0]];
    }

    /** @testdox is bound again if it is missing from the index */
    public function test_noted_again(): void
    {
        $person = $this->person();
        $tokens = WP_Session_Tokens::get_instance($person->ID);
        $token = $tokens->create(time() + DAY_IN_SECONDS);  // not bound
        $session = $tokens->get($token);
        $this->assertIsArray($session);
        $this->assertTrue(usersync_session_alive(LoginData::of($session)['sids'][0]));
        $this->assertSame(hash('sha256', $token), usersync_session_list((string) $person->ID)[0]['session']);
    }

    /** @testdox stays invalid after it was ended at another site */
    public function test_ended(): void
    {
        $person = $this->person();
        [$tokens, $token, $sid] = $this->token($person);
        $this->assertTrue(usersync_session_destroy((string) $person->ID, $sid));
        delete_user_meta($person->ID, 'usersync_checked');
        $this->assertNull($tokens->get($token));
        $this->assertFalse(usersync_session_alive($sid));
    }

    /** @testdox is not checked on every page */
    public function test_not_each_time(): void
    {
        $person = $this->person();
        [$tokens, $token, $sid] = $this->token($person);
        usersync_session_destroy((string) $person->ID, $sid);
        $this->assertIsArray($tokens->get($token));  // checked a moment ago
    }

    /** @testdox is checked without a write to the login tokens, which could undo a concurrent login */
    public function test_no_write(): void
    {
        $person = $this->person();
        [$tokens, $token] = $this->token($person);
        delete_user_meta($person->ID, 'usersync_checked');
        $writes = 0;
        $count = static function ($check, $id, string $key) use (&$writes) {
            $writes += $key === 'session_tokens' ? 1 : 0;
            return $check;
        };
        add_filter('update_user_metadata', $count, 10, 3);
        $this->assertIsArray($tokens->get($token));
        remove_filter('update_user_metadata', $count);
        $this->assertSame(0, $writes);
        $this->assertNotEmpty(get_user_meta($person->ID, 'usersync_checked', true));
    }

    /** @testdox is not bound again after its end */
    public function test_over(): void
    {
        $person = $this->person();
        $session = ['login' => time() - 2 * YEAR_IN_SECONDS, 'expiration' => time() + DAY_IN_SECONDS] + LoginRecord::add_data([]);
        $this->assertFalse(LoginIndex::is_alive($person->ID, str_repeat('a', 64), $session));
    }

    /** @testdox ends together with a login that has the same sid */
    public function test_shared(): void
    {
        $person = $this->person();
        [$tokens, $token, $sid] = $this->token($person);
        [, $other] = $this->token($person);
        [, $third] = $this->token($person);
        $session = $tokens->get($other);
        $session[LoginData::KEY]['sids'][] = $sid;
        $tokens->update($other, $session);
        $tokens->destroy($token);
        $this->assertNull($tokens->get($other));
        $this->assertIsArray($tokens->get($third));
    }
}
