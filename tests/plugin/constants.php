<?php
// Constants of WordPress that its stubs lack, because WordPress defines them at run time. For PHPStan only.
foreach (['MINUTE' => 60, 'HOUR' => 3600, 'DAY' => 86400, 'WEEK' => 604800, 'MONTH' => 2592000, 'YEAR' => 31536000] as $span => $seconds) {
    define("{$span}_IN_SECONDS", $seconds);
}
foreach (['OBJECT', 'OBJECT_K', 'ARRAY_A', 'ARRAY_N'] as $shape) define($shape, $shape);
foreach (['ABSPATH', 'WP_CONTENT_DIR', 'WP_PLUGIN_DIR', 'DB_NAME', 'DB_USER', 'DB_PASSWORD', 'DB_HOST', 'AUTH_KEY', 'AUTH_SALT',
    'SECURE_AUTH_KEY', 'SECURE_AUTH_SALT', 'LOGGED_IN_KEY', 'LOGGED_IN_SALT', 'NONCE_KEY', 'NONCE_SALT',
    'COOKIEPATH', 'SITECOOKIEPATH', 'ADMIN_COOKIE_PATH', 'COOKIEHASH', 'LOGGED_IN_COOKIE', 'AUTH_COOKIE', 'SECURE_AUTH_COOKIE', 'WPINC',
    'USERSYNC_PLUGIN_FILE'] as $text) {
    define($text, $text . random_int(0, 9));
}
define('COOKIE_DOMAIN', random_int(0, 1) ? 'example.org' : false);
foreach (['WP_DEBUG', 'DOING_AJAX', 'DOING_CRON', 'REST_REQUEST', 'XMLRPC_REQUEST', 'WP_INSTALLING', 'MULTISITE'] as $flag) define($flag, (bool) random_int(0, 1));
define('EP_NONE', 0);

// TokenStoreListener extends the token store in use. For the analysis this is core's own.
class_alias( 'WP_User_Meta_Session_Tokens', 'UserSync\\Plugin\\Logout\\InnerTokens' );
