<?php
// Converts a site to a multisite. Its constants are added afterwards. Arguments: url
[, $url] = $argv;
$host = parse_url($url, PHP_URL_HOST);
$_SERVER += ['HTTP_HOST' => $host, 'HTTPS' => 'on', 'REQUEST_URI' => '/', 'REMOTE_ADDR' => '127.0.66.1'];
define('WP_INSTALLING', true);

require getenv('BED') . '/core/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
foreach ($wpdb->tables('ms_global') as $table => $prefixed) $wpdb->$table = $prefixed;
install_network();
$made = populate_network(1, $host, get_option('admin_email'), 'Multisite', '/', false);
if (is_wp_error($made) && 'no_wildcard_dns' !== $made->get_error_code()) {
    fwrite(STDERR, $made->get_error_message() . "\n");
    exit(1);
}
update_option('active_plugins', array_values(array_diff(get_option('active_plugins'), ['usersync/usersync.php'])));
