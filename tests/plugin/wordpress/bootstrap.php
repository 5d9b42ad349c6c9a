<?php
// Runs PHPUnit within WordPress and the plugin, as one of the test sites. Nobody is signed in, and there is no web server.
$_SERVER['HTTP_HOST'] = getenv('BED_HOST');
$_SERVER['HTTPS'] = 'on';
$_SERVER['REQUEST_URI'] = '/';
$_SERVER['REQUEST_METHOD'] = 'GET';
$_SERVER['REMOTE_ADDR'] = '127.0.66.1';
require getenv('BED') . '/core/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/admin.php';

/** A test whose changes of WordPress' tables are rolled back. */
abstract class PluginTestCase extends PHPUnit\Framework\TestCase
{
    private static int $people = 0;

    protected function setUp(): void
    {
        $GLOBALS['wpdb']->query('START TRANSACTION');
        wp_set_current_user(0);
    }

    protected function tearDown(): void
    {
        $GLOBALS['wpdb']->query('ROLLBACK');
        wp_cache_flush();
    }

    protected function person(string $role = 'subscriber', array $more = []): WP_User
    {
        $name = 'person' . ++self::$people;
        $id = wp_insert_user($more + ['user_login' => $name, 'user_email' => "$name@people.test", 'user_pass' => 'secret', 'role' => $role]);
        return get_userdata($id);
    }
}
