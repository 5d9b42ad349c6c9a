<?php
// One WordPress directory for several sites. The web server or the command line selects the site.
$bed  = $_SERVER['BED'] ?? getenv('BED');
$site = $_SERVER['BED_SITE'] ?? getenv('BED_SITE');

define('DB_NAME', "site_$site");
define('DB_USER', 'root');
define('DB_PASSWORD', '');
define('DB_HOST', "localhost:$bed/mariadb.sock");
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');
foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $use) {
    define("{$use}_KEY", hash('sha256', "$site $use key"));
    define("{$use}_SALT", hash('sha256', "$site $use salt"));
}
$table_prefix = 'wp_';

define('WP_DEBUG', true);
define('WP_DEBUG_DISPLAY', false);
define('WP_DEBUG_LOG', "$bed/log/php-$site.log");
define('DISABLE_WP_CRON', true); // stories run cron themselves
define('AUTOMATIC_UPDATER_DISABLED', true);
define('WP_AUTO_UPDATE_CORE', false);
if ('zulu' === $site) {
    define('WP_PLUGIN_DIR', "$bed/plugins-zulu"); // plugins uploaded here are not visible to other sites
    define('FS_METHOD', 'direct');
}
if ('romeo' === $site || 'redis' === ($_SERVER['BED_STORE'] ?? getenv('BED_STORE'))) {
    define('USERSYNC_STORE', "redis+unix://$bed/redis.sock");
}
if ('lima' === $site && !defined('USERSYNC_SHARE_WITH_BLOGS')) {
    define('USERSYNC_SHARE_WITH_BLOGS', true);
}
define('USERSYNC_KEYRING', "$bed/keyring-$site");
if (file_exists("$bed/config-$site.php")) {
    require "$bed/config-$site.php"; // optional settings, for example with `up`
}

if (!defined('ABSPATH')) {
    define('ABSPATH', __DIR__ . '/');
}
require_once ABSPATH . 'wp-settings.php';
