<?php

use UserSync\Plugin\Account\Account;
use UserSync\Plugin\Network\Networks;
use UserSync\Plugin\Site\Options;
use UserSync\Plugin\Account\Verified;
use UserSync\Plugin\Network\NetworkStore;

/** @testdox The account for the claims of a peer */
final class AccountTest extends PluginTestCase
{
    private const PEER = 'https://bravo.test';

    protected function setUp(): void
    {
        parent::setUp();
        $this->assertArrayHasKey(self::PEER, Networks::get('main')['peers']);
    }

    /** @param array<string, mixed> $more */
    private static function claims(array $more = []): array
    {
        return $more + ['iss' => self::PEER, 'sub' => '42', 'sid' => str_repeat('A', 22), 'email' => 'new@people.test', 'email_verified' => true, 'ext' => ['login' => 'new']];
    }

    /** @testdox is created as a subscriber with a free name, whatever role or name the peer sends */
    public function test_made(): void
    {
        update_option('default_role', 'administrator');
        $found = Account::of('main', self::claims(['ext' => ['login' => 'admin', 'role' => 'administrator', 'name' => '<b>Zoe</b>']]));
        $this->assertInstanceOf(WP_User::class, $found);
        $this->assertSame(['subscriber'], $found->roles);
        $this->assertNotSame('admin', $found->user_login);
        $this->assertSame('Zoe', $found->display_name);
        $this->assertTrue(Verified::is($found->ID));
    }

    /** @testdox is not created if the settings forbid it, or without a verified address */
    public function test_not_made(): void
    {
        $this->assertWPError(Account::of('main', self::claims(['email_verified' => false])));
        $this->assertWPError(Account::of('main', self::claims(['email' => ''])));
        Options::set(['create_users' => 'never']);
        $this->assertWPError(Account::of('main', self::claims()));
    }

    /** @testdox is the linked one, whatever address the peer sends */
    public function test_linked(): void
    {
        $person = $this->person();
        Account::link($person->ID, 'main', self::PEER, '42');
        $other = $this->person();
        Verified::mark($other->ID, 'code');
        $found = Account::of('main', self::claims(['email' => $other->user_email]));
        $this->assertInstanceOf(WP_User::class, $found);
        $this->assertSame($person->ID, $found->ID);
    }

    /** @testdox is found by its address only if both sites have verified it */
    public function test_by_address(): void
    {
        $person = $this->person();
        $this->assertWPError(Account::of('main', self::claims(['email' => $person->user_email])));
        Verified::mark($person->ID, 'code');
        $found = Account::of('main', self::claims(['email' => $person->user_email]));
        $this->assertInstanceOf(WP_User::class, $found);
        $this->assertSame($person->ID, $found->ID);
    }

    /** @testdox is never a privileged one, unless the peer may sign in administrators */
    public function test_power(): void
    {
        $admin = $this->person('administrator');
        Verified::mark($admin->ID, 'code');
        $this->assertWPError(Account::of('main', self::claims(['email' => $admin->user_email])));
        NetworkStore::change_peer('main', self::PEER, ['login', 'logout'], true);
        $this->assertInstanceOf(WP_User::class, Account::of('main', self::claims(['email' => $admin->user_email])));
    }

    /** @testdox never gets an email address as login name */
    public function test_login_name(): void
    {
        $victim = $this->person();
        $found = Account::of('main', self::claims(['ext' => ['login' => $victim->user_email]]));
        $this->assertInstanceOf(WP_User::class, $found);
        $this->assertStringNotContainsString('@', $found->user_login);
        $this->assertNotSame($victim->ID, $found->ID);
    }

    private function assertWPError(mixed $found): void
    {
        $this->assertInstanceOf(WP_Error::class, $found);
    }
}
