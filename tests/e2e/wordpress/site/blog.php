<?php
// Creates a blog of a multisite with its own host, and activates the plugin for the whole network. Arguments: url of the multisite, name, host
[, $url, $name, $host] = $argv;
$_SERVER += ['HTTP_HOST' => parse_url($url, PHP_URL_HOST), 'HTTPS' => 'on', 'REQUEST_URI' => '/', 'REMOTE_ADDR' => '127.0.66.1'];

require getenv('BED') . '/core/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/plugin.php';
$failed = activate_plugin('usersync/usersync.php', '', true);
$blog = wpmu_create_blog($host, '/', ucfirst($name), 1);
foreach ([$failed, $blog] as $one) {
    if (!is_wp_error($one)) continue;
    fwrite(STDERR, "$name: " . $one->get_error_message() . "\n");
    exit(1);
}
switch_to_blog($blog);
foreach (['siteurl' => "https://$host", 'home' => "https://$host", 'template' => 'plain', 'stylesheet' => 'plain', 'permalink_structure' => '/%postname%/', 'active_plugins' => ['counter/counter.php']] as $option => $value) {
    update_option($option, $value);
}
