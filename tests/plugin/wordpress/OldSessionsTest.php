<?php

use UserSync\Plugin\Migration\Import;
use UserSync\Plugin\Migration\NativeSessions;
use UserSync\Plugin\Migration\SessionManagerOptions;
use UserSync\Plugin\Migration\SessionManagerTable;
use UserSync\Plugin\Migration\Source;

/** @testdox A session of another plugin */
final class OldSessionsTest extends PluginTestCase
{
    private const PREFIX = 'old_';

    private static int $ids = 0;

    private string $id;

    protected function setUp(): void
    {
        parent::setUp();
        $this->id = sprintf('%06d', ++self::$ids) . bin2hex(random_bytes(10));
    }

    protected function tearDown(): void
    {
        wp_using_ext_object_cache(false);
        $GLOBALS['wpdb']->query('DROP TEMPORARY TABLE IF EXISTS old_sm_sessions, old_pantheon_sessions');
        parent::tearDown();
    }

    /** @return array<string, int> */
    private static function import(Source $source, bool $dry_run = false): array
    {
        return array_filter((new Import($source, $dry_run))->run(100, static function (): void {}));
    }

    private function in_table(string $data, int $expires): Source
    {
        global $wpdb;
        $wpdb->query('CREATE TEMPORARY TABLE old_sm_sessions (session_key char(32) NOT NULL PRIMARY KEY, session_value LONGTEXT NOT NULL, session_expiry BIGINT(20) UNSIGNED NOT NULL)');
        $wpdb->insert('old_sm_sessions', ['session_key' => $this->id, 'session_value' => $data, 'session_expiry' => $expires]);
        return new SessionManagerTable(self::PREFIX, null);
    }

    /** As versions 3 and 4 store it: the row has the empty first state, and only the cache has the later state. */
    private function in_options(?string $cached): Source
    {
        global $wpdb;
        $wpdb->insert($wpdb->options, ['option_name' => "_wp_session_$this->id", 'option_value' => '', 'autoload' => 'no']);
        $wpdb->insert($wpdb->options, ['option_name' => "_wp_session_expires_$this->id", 'option_value' => time() - 5000, 'autoload' => 'no']);
        if (null !== $cached) {
            wp_using_ext_object_cache(true);
            wp_cache_set("session_$this->id", $cached, 'sessions', 1440);
        }
        return new SessionManagerOptions($wpdb->options, null, 1440);
    }

    private function native(string $data, int $changed, int $lifetime): Source
    {
        global $wpdb;
        $wpdb->query('CREATE TEMPORARY TABLE old_pantheon_sessions (id bigint(20) NOT NULL AUTO_INCREMENT PRIMARY KEY, user_id bigint(20) unsigned NOT NULL,
            session_id varchar(128) NOT NULL DEFAULT \'\', secure_session_id varchar(128) NOT NULL DEFAULT \'\', ip_address varchar(128) NOT NULL DEFAULT \'\',
            datetime datetime DEFAULT NULL, data mediumblob)');
        $wpdb->insert('old_pantheon_sessions', ['user_id' => 0, 'session_id' => $this->id, 'secure_session_id' => $this->id, 'datetime' => gmdate('Y-m-d H:i:s', $changed), 'data' => $data]);
        return new NativeSessions(self::PREFIX, $lifetime);
    }

    /** @testdox is imported once, so that an ended session does not return, although its row still exists */
    public function test_once(): void
    {
        foreach ([$this->in_table('n|i:1;', time() + 1000), $this->native('n|i:1;', time() - 10, 1000), $this->in_options('n|i:1;')] as $source) {
            $this->id .= 'x';
            $this->assertSame(['imported' => 1], self::import($source, true), 'a dry run');
            $this->assertSame(1, array_sum(self::import($source)), 'the first time');
            $again = self::import($source);
            $this->assertSame([], array_diff_key($again, ['taken' => 1]), 'the second time: ' . json_encode($again));
            $this->assertSame(1, $source->count(), 'its row is kept');
        }
    }

    /** @testdox is imported once by the visitor's request */
    public function test_visitor(): void
    {
        $source = $this->in_table('n|i:1;', time() + 1000);
        Import::import_one($source, $this->id);
        $this->assertSame(['taken' => 1], self::import($source));
    }

    /** @testdox is read from the persistent object cache in front of the options table */
    public function test_object_cache(): void
    {
        $source = $this->in_options('n|i:7;');
        $this->assertSame('n|i:7;', $source->find($this->id)?->data);
        $this->assertGreaterThan(time() + 1000, $source->find($this->id)?->expires);
        $this->assertSame(['imported' => 1], self::import($source));
    }

    /** @testdox is not imported if it is empty, in either serialisation */
    public function test_nothing(): void
    {
        foreach (['', 'a:0:{}'] as $empty) {
            $this->id .= 'x';
            $this->assertSame(['empty' => 1], self::import($this->native($empty, time() - 10, 1000)));
            $GLOBALS['wpdb']->query('DROP TEMPORARY TABLE old_pantheon_sessions');
        }
    }

    /** @testdox in the options table without such a cache is expired */
    public function test_options(): void
    {
        $this->assertSame(['expired' => 1], self::import($this->in_options(null)));
    }

    /** @testdox is found by an id with characters that WP Session Manager removes */
    public function test_short_ids(): void
    {
        $found = $this->in_options('n|i:1;')->find(substr($this->id, 0, 5) . '-,' . substr($this->id, 5));
        $this->assertSame(substr($this->id, 0, 5) . '-,' . substr($this->id, 5), $found?->id);
    }

    /** @testdox of WP Native PHP Sessions is kept one day after its last change */
    public function test_unchanged(): void
    {
        $lifetime = (new ReflectionMethod(UserSync\Plugin\Migration\Sources::class, 'lifetime'))->invoke(null, 'native-php-sessions');
        $this->assertSame(['imported' => 1], self::import($this->native('cart|i:1;', time() - DAY_IN_SECONDS, $lifetime)));
    }
}
