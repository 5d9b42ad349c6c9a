<?php
// Installs WordPress into an empty database. Arguments: url
[, $url] = $argv;
$_SERVER += ['HTTP_HOST' => parse_url($url, PHP_URL_HOST), 'HTTPS' => 'on', 'REQUEST_URI' => '/', 'REMOTE_ADDR' => '127.0.66.1'];
define('WP_INSTALLING', true);
define('WP_SITEURL', $url);
function wp_new_blog_notification() {}

require getenv('BED') . '/core/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Bed', 'admin', 'admin@bed.test', true, '', 'admin password');
$GLOBALS['wp_rewrite']->init();
$GLOBALS['wp_rewrite']->set_permalink_structure('/%postname%/');
update_option('rewrite_rules', '');
switch_theme('plain');
update_option('users_can_register', 1);
