<?php

use UserSync\Plugin\Login\AuthRequest;
use UserSync\Plugin\Login\SilentSignIn;
use UserSync\Plugin\Login\IdempotentPage;
use UserSync\Plugin\Site\Site;

/** @testdox Places */
final class PlacesTest extends PluginTestCase
{
    /**
     * @testdox a browser may be sent back to are of this site: $place
     * @dataProvider places
     */
    public function test_local(string $place, string $expected): void
    {
        $this->assertSame($expected, AuthRequest::local_path($place));
    }

    /** @return iterable<array{string, string}> */
    public function places(): iterable
    {
        yield ['/hello-world/?a=1', '/hello-world/?a=1'];
        foreach (['https://evil.test/', '//evil.test', '/\\evil.test', "/\tevil", 'javascript:alert(1)', '', 'evil'] as $place) yield [$place, '/'];
    }

    /** @testdox of sites are compared by scheme, host and port */
    public function test_origin(): void
    {
        $this->assertSame('https://alpha.test', Site::url());
        $this->assertSame('https://b.test:8443', Site::origin('https://B.test:8443/shop'));
        $this->assertSame('', Site::origin('nonsense'));
        $this->assertSame('/', Site::path());
    }

    /**
     * @testdox are opened a second time only where that does nothing: $method $query
     * @dataProvider addresses
     */
    public function test_reopening(string $method, string $query, bool $may): void
    {
        $_SERVER['REQUEST_METHOD'] = $method;
        parse_str($query, $_GET);
        $this->assertSame($may, IdempotentPage::is_current_request());
        $_SERVER['REQUEST_METHOD'] = 'GET';
        $_GET = [];
    }

    /** @return iterable<array{string, string, bool}> */
    public function addresses(): iterable
    {
        foreach (['', 'p=1', 's=words&paged=2', 'utm_source=mail&utm_medium=b&gclid=x&fbclid=y', 'category_name=news', 'usersync_answer=asked'] as $query) yield ['GET', $query, true];
        foreach (['add-to-cart=7', 'p=1&remove_item=a', 'wc-ajax=x', 'action=unsubscribe', 'key=a&login=b', 'q[]=1'] as $query) yield ['GET', $query, false];
        yield ['POST', '', false];
    }

    /** @testdox where a page is looked at have a script below one kilobyte, also where the question is asked by script */
    public function test_script(): void
    {
        foreach ([false, true] as $ajax) {
            $script = SilentSignIn::script('/wp-login.php?action=usersync&usersync=start&to=', 'usersync_asked_at_0123456789ab', '/', 900, false, $ajax);
            $this->assertLessThan(1000, strlen($script));
            $this->assertStringNotContainsString('</', $script);
        }
    }
}
