<?php

use UserSync\Plugin\Network\BackChannelClient;

/** @testdox The time limit for requests to peers */
final class BackChannelTest extends PluginTestCase
{
    /**
     * @testdox is $limit s if the filter returns $filtered
     * @dataProvider limits
     */
    public function test_limit(mixed $filtered, int $limit): void
    {
        $filter = static fn () => $filtered;
        add_filter('usersync_peer_timeout', $filter, PHP_INT_MAX);
        $seconds = (new ReflectionMethod(BackChannelClient::class, 'seconds'))->invoke(null);
        remove_filter('usersync_peer_timeout', $filter, PHP_INT_MAX);
        $this->assertSame($limit, $seconds);
    }

    /** @return iterable<array{mixed, int}> */
    public function limits(): iterable
    {
        yield [3, 3];
        yield [20, 20];
        yield [0, 1];
        yield [3600, 30];
        yield ['long', 3];
    }
}
