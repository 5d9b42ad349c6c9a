--TEST--
usersync_info() and phpinfo() show versions, store, scope, key ids and counters, and no key
--EXTENSIONS--
usersync
--FILE--
<?php
require __DIR__ . '/../inc/keyring.inc';
require __DIR__ . '/../inc/place.inc';
$keys = [usersync_key_generate(), usersync_key_generate()];
echo php('session_id("x"); session_start(); $_SESSION["n"] = 1; session_write_close();
    $info = usersync_info();
    echo implode(" ", array_keys($info)), "\n";
    echo $info["version"], " ", $info["scope"], " ", preg_match("#^sqlite /.*/usersync-\d+/sessions.db$#", $info["store"]), "\n";
    foreach (["sessions_opened", "conflicts"] as $name) echo "$name {$info["counters"][$name]}\n";
    var_dump($info["counters"]["bytes_written"] > 56);
    echo implode("\n", $info["key_ids"]) === "' . implode('\n', array_map(usersync_key_id(...), $keys)) . '" ? "key ids\n" : "other ids\n";',
    $keys, ['usersync.scope' => 'shop']);
$said = php('phpinfo(); print_r(usersync_info()); print_r(ini_get_all("usersync"));', $keys);
foreach ($keys as $key) var_dump(str_contains($said, substr($key, 9)), str_contains($said, usersync_key_id($key)));
?>
--EXPECTF--
version libraries store scope encryption %a
0.1.0 shop 1
sessions_opened 1
conflicts 0
bool(true)
key ids
bool(false)
bool(true)
bool(false)
bool(true)
