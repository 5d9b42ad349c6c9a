<?php

use UserSync\Plugin\Login\AuthRequest;
use UserSync\Plugin\Login\SilentSignIn;
use UserSync\Plugin\Login\IdempotentPage;
use UserSync\Plugin\Site\Site;

/** @testdox URLs */
final class UrlsTest extends PluginTestCase
{
    /**
     * @testdox that a browser may return to are on this site: $path
     * @dataProvider paths
     */
    public function test_local(string $path, string $expected): void
    {
        $this->assertSame($expected, AuthRequest::local_path($path));
    }

    /** @return iterable<array{string, string}> */
    public function paths(): iterable
    {
        yield ['/hello-world/?a=1', '/hello-world/?a=1'];
        foreach (['https://evil.test/', '//evil.test', '/\\evil.test', "/\tevil", 'javascript:alert(1)', '', 'evil'] as $path) yield [$path, '/'];
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
     * @testdox are loaded twice only if that triggers no action: $method $query
     * @dataProvider addresses
     */
    public function test_idempotent(string $method, string $query, bool $may): void
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

    /** @testdox get a script of less than 1000 bytes, with and without the check by script */
    public function test_script(): void
    {
        foreach ([false, true] as $ajax) {
            $script = SilentSignIn::script('/wp-login.php?action=usersync&usersync=start&to=', 'usersync_asked_at_0123456789ab', '/', 900, false, $ajax);
            $this->assertLessThan(1000, strlen($script));
            $this->assertStringNotContainsString('</', $script);
        }
    }
}
