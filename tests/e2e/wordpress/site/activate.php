<?php
// Sets the URL of a copy of the first site, activates the plugins, and pairs the site with its networks.
// Arguments: url, name, then a network each: "name hub member..."
[, $url, $name] = $argv;
$networks = array_map(static fn ($words) => explode(' ', $words), array_slice($argv, 3));
$_SERVER += ['HTTP_HOST' => parse_url($url, PHP_URL_HOST), 'HTTPS' => 'on', 'REQUEST_URI' => '/', 'REMOTE_ADDR' => '127.0.66.1'];

require getenv('BED') . '/core/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/plugin.php';
foreach (['siteurl' => $url, 'home' => $url, 'blogname' => ucfirst($name), 'admin_email' => "admin@$name.test"] as $option => $value) {
    update_option($option, $value);
}
wp_update_user(['ID' => 1, 'user_email' => "admin@$name.test"]);
wp_set_current_user(1);
foreach (['counter/counter.php', 'usersync/usersync.php'] as $plugin) {
    if (!file_exists(WP_PLUGIN_DIR . "/$plugin")) continue;
    $failed = activate_plugin($plugin);
    if (is_wp_error($failed)) {
        fwrite(STDERR, "$name: $plugin: " . $failed->get_error_message() . "\n");
        exit(1);
    }
}

// Both ends of a pair compute the same key. Pairing on the screens has a separate story.
$key = static function (string $one, string $other): string {
    $ends = [$one, $other];
    sort($ends);
    $bytes = hash_hmac('sha256', implode(' ', $ends), (string) file_get_contents(getenv('BED') . '/ca/ca.key'), true);
    return 'k3.local.' . rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
};
if (class_exists(UserSync\Plugin\Network\Networks::class)) {
    foreach ($networks as [$network, $hub]) {
        $members = array_slice(array_values(array_filter($networks, static fn ($n) => $n[0] === $network))[0], 2);
        if ($url === $hub) {
            UserSync\Plugin\Network\NetworkStore::create($network);
            foreach ($members as $member) UserSync\Plugin\Network\NetworkStore::add_peer($network, $hub, $member, $key($hub, $member), ['login', 'logout']);
        } elseif (in_array($url, $members, true)) {
            UserSync\Plugin\Network\NetworkStore::add_peer($network, $hub, $hub, $key($hub, $url), ['login', 'logout']);
        }
    }
}
