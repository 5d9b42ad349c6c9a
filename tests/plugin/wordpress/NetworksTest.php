<?php

use UserSync\Plugin\Migration\DraftPeers;
use UserSync\Plugin\Migration\Synchronizer;
use UserSync\Plugin\Network\Networks;
use UserSync\Plugin\Admin\NetworksScreen;
use UserSync\Plugin\Network\NetworkStore;

/** @testdox The screen "Networks" */
final class NetworksTest extends PluginTestCase
{
    private function screen(): string
    {
        wp_set_current_user($this->person('administrator')->ID);
        ob_start();
        NetworksScreen::render();
        return (string) ob_get_clean();
    }

    private function submit(string $action, array $fields = []): string
    {
        wp_set_current_user($this->person('administrator')->ID);
        $_SERVER['REQUEST_METHOD'] = 'POST';
        $_POST = ['do' => $action] + $fields + ['_wpnonce' => wp_create_nonce('usersync_networks')];
        $_REQUEST = $_POST;
        try {
            NetworksScreen::handle();
        } finally {
            $_SERVER['REQUEST_METHOD'] = 'GET';
        }
        ob_start();
        NetworksScreen::render();
        $_POST = $_REQUEST = [];
        return (string) ob_get_clean();
    }

    /** @testdox shows networks of the server's administrator without buttons that change them */
    public function test_filed(): void
    {
        $filed = Networks::get('filed');
        $this->assertSame('https://server.test', $filed['hub']);
        $this->assertFalse($filed['peers']['https://server.test']['stored']);
        $this->assertArrayHasKey('filed', Networks::with_hub_elsewhere());
        $this->assertArrayHasKey('main', Networks::all());
        $screen = $this->screen();
        $this->assertSame(1, substr_count($screen, 'This network is defined by the server&#039;s administrator.'));
        $section = (string) strstr(strstr($screen, '<h2>filed</h2>'), '<hr>', true);
        $this->assertStringContainsString('server.test', $section);
        $this->assertStringContainsString('login, logout', $section);
        $this->assertStringContainsString('value="test"', $section);
        foreach (['change', 'remove', 'invite'] as $action) $this->assertStringNotContainsString("value=\"$action\"", $section, $action);
    }

    /** @testdox rejects the name of such a network, and cannot remove it */
    public function test_filed_stays(): void
    {
        $this->assertStringContainsString('Choose a name that no other network uses', $this->submit('create', ['network' => 'filed']));
        $this->assertArrayNotHasKey('filed', NetworkStore::all());
        $this->submit('remove', ['network' => 'filed']);
        $this->submit('remove', ['network' => 'filed', 'peer' => 'https://server.test']);
        $this->assertNotNull(Networks::get('filed'));
    }

    /** @testdox names the entry file if the login page of this site is hidden */
    public function test_hidden(): void
    {
        $this->assertStringNotContainsString('login page of this site is hidden', $this->screen());
        add_filter('site_url', $hide = static fn ($url) => str_replace('wp-login.php', 'secret-door', $url));
        $screen = $this->screen();
        remove_filter('site_url', $hide);
        $this->assertStringContainsString('wp-admin/admin-post.php instead', $screen);
        $this->assertStringNotContainsString('secret-door', $screen);
    }

    /** @testdox lists the sites of User Session Synchronizer until they are paired or dismissed */
    public function test_drafts(): void
    {
        $this->assertStringNotContainsString('Sites to pair with', $this->screen());
        update_option(Synchronizer::DRAFTS, ['https://bravo.test', 'https://old.test', 'https://gone.test', 'https://alpha.test']);
        $this->assertSame(['https://old.test', 'https://gone.test'], DraftPeers::unpaired(), 'bravo.test is paired, alpha.test is this site');
        $screen = $this->screen();
        $this->assertStringContainsString('Sites to pair with', $screen);
        $this->assertStringContainsString('old.test', $screen);
        $screen = $this->submit('pair', ['peer' => 'https://old.test']);
        $this->assertStringContainsString('usersync-pair-1.', $screen);
        $screen = $this->submit('dismiss', ['peer' => 'https://gone.test']);
        $this->assertStringNotContainsString('gone.test', $screen);
        NetworkStore::add_peer('main', 'https://alpha.test', 'https://old.test', usersync_key_generate(), ['login']);
        $this->assertStringNotContainsString('Sites to pair with', $this->screen());
    }

    /** @testdox creates a network for the first of them if there is none */
    public function test_drafts_alone(): void
    {
        foreach (array_keys(NetworkStore::all()) as $name) NetworkStore::remove($name);
        $this->assertStringStartsWith('usersync-pair-1.', DraftPeers::invite());
        $this->assertSame('https://alpha.test', array_values(NetworkStore::all())[0]['hub']);
        $this->assertCount(1, NetworkStore::all());
        DraftPeers::invite();
        $this->assertCount(1, NetworkStore::all());
    }
}
