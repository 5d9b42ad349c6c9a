<?php

use UserSync\Plugin\Migration\DraftPeers;
use UserSync\Plugin\Migration\Synchronizer;
use UserSync\Plugin\Network\Networks;
use UserSync\Plugin\Admin\NetworksScreen;
use UserSync\Plugin\Network\NetworkStore;

/** @testdox The screen of networks */
final class NetworksTest extends PluginTestCase
{
    private function screen(): string
    {
        wp_set_current_user($this->person('administrator')->ID);
        ob_start();
        NetworksScreen::render();
        return (string) ob_get_clean();
    }

    private function does(string $action, array $fields = []): string
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

    /** @testdox shows a network of the server's administrator beside those made here, and offers to change the latter alone */
    public function test_filed(): void
    {
        $filed = Networks::get('filed');
        $this->assertSame('https://server.test', $filed['hub']);
        $this->assertFalse($filed['peers']['https://server.test']['stored']);
        $this->assertArrayHasKey('filed', Networks::with_hub_elsewhere());
        $this->assertArrayHasKey('main', Networks::all());
        $screen = $this->screen();
        $this->assertSame(1, substr_count($screen, 'The server&#039;s administrator defines this network.'));
        $its = (string) strstr(strstr($screen, '<h2>filed</h2>'), '<hr>', true);
        $this->assertStringContainsString('server.test', $its);
        $this->assertStringContainsString('login, logout', $its);
        $this->assertStringContainsString('value="test"', $its);
        foreach (['change', 'remove', 'invite'] as $action) $this->assertStringNotContainsString("value=\"$action\"", $its, $action);
    }

    /** @testdox takes no network of that name, and cannot remove the server's */
    public function test_filed_stays(): void
    {
        $this->assertStringContainsString('needs a name of its own', $this->does('create', ['network' => 'filed']));
        $this->assertArrayNotHasKey('filed', NetworkStore::all());
        $this->does('remove', ['network' => 'filed']);
        $this->does('remove', ['network' => 'filed', 'peer' => 'https://server.test']);
        $this->assertNotNull(Networks::get('filed'));
    }

    /** @testdox says where browsers go when the login page is hidden */
    public function test_hidden(): void
    {
        $this->assertStringNotContainsString('login page is hidden', $this->screen());
        add_filter('site_url', $hide = static fn ($url) => str_replace('wp-login.php', 'secret-door', $url));
        $screen = $this->screen();
        remove_filter('site_url', $hide);
        $this->assertStringContainsString('wp-admin/admin-post.php instead', $screen);
        $this->assertStringNotContainsString('secret-door', $screen);
    }

    /** @testdox lists what User Session Synchronizer knew until it is paired with or let go */
    public function test_drafts(): void
    {
        $this->assertStringNotContainsString('Sites to pair with', $this->screen());
        update_option(Synchronizer::DRAFTS, ['https://bravo.test', 'https://old.test', 'https://gone.test', 'https://alpha.test']);
        $this->assertSame(['https://old.test', 'https://gone.test'], DraftPeers::unpaired(), 'bravo.test is paired, alpha.test is this site');
        $screen = $this->screen();
        $this->assertStringContainsString('Sites to pair with', $screen);
        $this->assertStringContainsString('old.test', $screen);
        $screen = $this->does('pair', ['peer' => 'https://old.test']);
        $this->assertStringContainsString('usersync-pair-1.', $screen);
        $screen = $this->does('dismiss', ['peer' => 'https://gone.test']);
        $this->assertStringNotContainsString('gone.test', $screen);
        NetworkStore::add_peer('main', 'https://alpha.test', 'https://old.test', usersync_key_generate(), ['login']);
        $this->assertStringNotContainsString('Sites to pair with', $this->screen());
    }

    /** @testdox makes a network for the first of them where there is none */
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
