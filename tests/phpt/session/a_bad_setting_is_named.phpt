--TEST--
A setting out of its range is refused by name; a mistyped word or a password fails the session, and is not shown
--EXTENSIONS--
usersync
--INI--
session.save_handler=usersync
session.use_cookies=0
session.cache_limiter=
--FILE--
<?php
require __DIR__ . '/../inc/place.inc';
$numbers = ['lock_wait' => ['-1', 'abc', '', '1e9'], 'connect_timeout' => ['0', 'x'], 'timeout' => ['0'], 'lock_ttl' => ['0', '5x', '99999999'], 'lock_waiters' => ['-1'],
            'touch_interval' => ['-5'], 'absolute_lifetime' => ['-1'], 'max_size' => ['0', '2G', '16Q'], 'gc_divisor' => ['-1'], 'max_connections' => ['0'], 'idle_close' => ['-1']];
foreach ($numbers as $name => $values) {
    foreach ($values as $value) {
        $said = other("echo ini_get('usersync.$name');", ["usersync.$name" => $value]);
        if (!preg_match("/^\s*(PHP )?Warning: .*usersync: usersync\.$name must be /", $said)) echo "$name=$value: $said\n";
    }
}
foreach (['lock' => 'exclusiv', 'lock_failure' => 'read-only', 'encryption' => 'requierd', 'scope' => 'with space', 'prefix' => str_repeat('p', 65)] as $name => $value) {
    $said = other('session_id("x"); var_dump(session_start());', ["usersync.$name" => $value]);
    if (!preg_match("/Warning: session_start\(\): usersync: usersync\.$name must be .*bool\(false\)/s", $said)) echo "$name=$value: $said\n";
}
foreach (['redis://user:geheim@localhost', 'mysql://u:geheim@h/d', 'redis://localhost?password=geheim'] as $store) {
    $said = other('session_id("x"); var_dump(session_start()); var_dump(ini_get("usersync.store")); phpinfo();', ['usersync.store' => $store]);
    if (!str_contains($said, 'usersync: usersync.store may not hold a password')) echo "$store: not refused at start\n";
    if (!str_contains($said, "bool(false)\nstring(6) \"sqlite\"")) echo "$store: ", substr($said, 0, 1000), "\n";
    if (str_contains(preg_replace('/-d .*|argv.*|_SERVER.*/', '', $said), 'geheim')) echo "$store: shown\n", $said;
    $said = other('session_id("x"); var_dump(session_start());', ['session.save_path' => $store]);
    if (!preg_match('/password.*bool\(false\)/s', $said)) echo "$store in save_path: $said\n";
}
foreach (['nosuch:', 'nosuch://host', 'sqlite:relative/path', 'sqlite:/tmp?colour=red'] as $store) {
    $said = other('session_id("x"); var_dump(session_start());', ['usersync.store' => $store, 'session.save_path' => '']);
    if (!preg_match('/Warning: session_start\(\): .*bool\(false\)/s', $said)) echo "$store: $said\n";
}
echo "done\n";
?>
--EXPECT--
done
