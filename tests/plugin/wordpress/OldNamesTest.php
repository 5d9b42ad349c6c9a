<?php

/** @testdox The functions and the class of WP Session Manager */
final class OldNamesTest extends PluginTestCase
{
    /** @testdox are defined, and use $_SESSION */
    public function test_there(): void
    {
        foreach (['start', 'commit', 'decode', 'encode', 'regenerate_id', 'status', 'unset', 'write_close', 'cache_expire', 'cleanup'] as $name) {
            $this->assertTrue(function_exists("wp_session_$name"), $name);
        }
        $session = WP_Session::get_instance();
        $session['seen'] = 'here';
        $this->assertSame('here', $_SESSION['seen']);
        unset($session['seen']);
        $this->assertArrayNotHasKey('seen', $_SESSION);
    }
}
