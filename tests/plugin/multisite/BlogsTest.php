<?php

use UserSync\Plugin\Login\AuthRequest;
use UserSync\Plugin\Multisite\Blogs;
use UserSync\Plugin\Login\LoginRecord;
use UserSync\Plugin\Network\Networks;
use UserSync\Plugin\Admin\NetworksScreen;
use UserSync\Plugin\Login\SilentSignIn;
use UserSync\Plugin\Site\Site;
use UserSync\Plugin\Login\LoginData;

/** @testdox A blog of a multisite with its own host */
final class BlogsTest extends PluginTestCase
{
    /** @testdox is a member of a network whose hub is the main site */
    public function test_site(): void
    {
        $this->assertSame('https://kilo.test', Site::here());
        $this->assertSame('https://lima.test', Site::url());
        $network = Blogs::network();
        $this->assertSame(['https://kilo.test', 'https://lima.test', false, ['https://lima.test']], [$network['site'], $network['hub'], $network['is_hub'], array_keys($network['peers'])]);
        $this->assertTrue(Site::is_here());
        $this->assertTrue(Networks::share_logins());
        $this->assertTrue(Networks::asks_a_hub());
    }

    /** @testdox shares no logins unless the administrator enables it */
    public function test_off(): void
    {
        $this->assertFalse(\UserSync\Plugin\Site\Options::DEFAULTS['share_with_blogs']);
        $code = 'define("USERSYNC_SHARE_WITH_BLOGS", false); foreach (["HTTP_HOST" => "kilo.test", "HTTPS" => "on", "REQUEST_URI" => "/", "REQUEST_METHOD" => "GET"] as $name => $value) $_SERVER[$name] = $value; require getenv("BED") . "/core/wp-load.php"; echo json_encode(['
            . 'UserSync\Plugin\Multisite\Blogs::is_on(), UserSync\Plugin\Multisite\Blogs::url(), UserSync\Plugin\Multisite\Blogs::network(), UserSync\Plugin\Network\Networks::names_to_push(),'
            . ' UserSync\Plugin\Site\Site::is_here(), UserSync\Plugin\Multisite\Blogs::all()]);';
        $php = [PHP_BINARY, '-d', 'usersync.networks=' . ini_get('usersync.networks'), '-r', $code];
        $output = (string) shell_exec(implode(' ', array_map('escapeshellarg', $php)));
        $this->assertSame([false, '', null, ['filed'], false, ['https://kilo.test']], json_decode($output, true), $output);
    }

    /** @testdox asks only the main site, not the hubs of the main site's networks */
    public function test_networks(): void
    {
        $this->assertSame([Blogs::NETWORK], array_keys(Networks::with_hub_elsewhere()));
        $this->assertSame([Blogs::NETWORK], AuthRequest::reachable_networks(), 'the main site is up without a check');
        $this->assertSame(['filed'], array_keys(Networks::all()));
        $this->assertSame(['filed', Blogs::NETWORK], Networks::names_to_push(), 'hubs to which a login is pushed');
    }

    /** @testdox uses steps and cookies of its own host */
    public function test_steps(): void
    {
        $this->assertSame('/wp-login.php?action=usersync&usersync=start', AuthRequest::local_step_path('start', []));
        $this->assertSame('https://lima.test/wp-login.php?action=usersync&usersync=ask', Site::step('https://lima.test', 'ask'));
        ob_start();
        SilentSignIn::print_script();
        $script = (string) ob_get_clean();
        $this->assertStringContainsString('usersync_asked_at_' . Site::tag('https://kilo.test'), $script);
    }

    /** @testdox takes part unless it is archived, deleted or spam */
    public function test_archived(): void
    {
        $this->assertSame(['https://kilo.test'], Blogs::all());
        $blog = get_current_blog_id();
        $this->assertNotSame(1, $blog);
        foreach (['archived', 'deleted', 'spam'] as $state) {
            update_blog_status($blog, $state, 1);
            $this->assertSame([], Blogs::all(), $state);
            update_blog_status($blog, $state, 0);
        }
    }

    /** @testdox has logins that are pushed to the main site; logins of the main site are not */
    public function test_hop(): void
    {
        $this->assertSame([], LoginData::of(LoginRecord::add_data([]))['hopped']);
        $blog = $GLOBALS['current_blog'];
        $GLOBALS['current_blog'] = get_site(1);
        $this->assertSame('', Blogs::url());
        $this->assertSame([Blogs::NETWORK], LoginData::of(LoginRecord::add_data([]))['hopped']);
        $GLOBALS['current_blog'] = $blog;
    }

    /** @testdox is listed on the screen "Networks", which reserves the name of the internal network */
    public function test_screen(): void
    {
        $admin = $this->person('administrator');
        grant_super_admin($admin->ID);
        wp_set_current_user($admin->ID);
        $_SERVER['REQUEST_METHOD'] = 'POST';
        $_POST = $_REQUEST = ['do' => 'create', 'network' => Blogs::NETWORK, '_wpnonce' => wp_create_nonce('usersync_networks')];
        NetworksScreen::handle();
        $_SERVER['REQUEST_METHOD'] = 'GET';
        $_POST = $_REQUEST = [];
        ob_start();
        NetworksScreen::render();
        $screen = (string) ob_get_clean();
        $this->assertStringContainsString('Choose a name that no other network uses', $screen);
        $this->assertStringContainsString('Sites with their own domain', $screen);
        $this->assertStringContainsString('>kilo.test</a>', $screen);
        $this->assertStringNotContainsString(Blogs::NETWORK, $screen);
        $this->assertStringNotContainsString('COOKIE_DOMAIN', $screen);
    }
}
