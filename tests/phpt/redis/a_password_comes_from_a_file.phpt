--TEST--
A password comes from a file; in the text of an address it is refused, and it is never shown
--EXTENSIONS--
usersync
--SKIPIF--
<?php require __DIR__ . '/skip.inc'; ?>
--INI--
session.save_handler=usersync
session.use_cookies=0
session.cache_limiter=
--FILE--
<?php
require __DIR__ . '/server.inc';
$server->ask('CONFIG', 'SET', 'requirepass', 'geheim');
$visit = 'session_id("x"); var_dump(session_start()); session_write_close(); var_dump(ini_get("session.save_path")); print_r(usersync_info()); phpinfo();';
$answers = fn (string $said) => preg_match('/bool\((true|false)\)/', $said, $found) ? $found[1] : $said;
$shows = fn (string $said) => str_contains(preg_replace('/-d .*|argv.*|_SERVER.*|_ENV.*|SECRET .*/', '', $said), 'geheim');

foreach (['geheim', 'geheim2'] as $password) {
    file_put_contents("$directory/password", "$password\n");
    chmod("$directory/password", 0400);
    $said = other($visit, ['session.save_path' => "$place?password_file=$directory/password"]);
    echo $answers($said), ' ', $shows($said) ? 'shown' : 'not shown', "\n";
    if ($password !== 'geheim') echo preg_match('/Warning: (session_start\(\): .*) \(/', $said, $found) ? $found[1] : $said, "\n";
    unlink("$directory/password");
}
foreach (['redis://app:geheim@localhost', "$place?password=geheim"] as $address) {
    foreach (['session.save_path', 'usersync.store'] as $setting) {
        $said = other('session_id("x"); var_dump(session_start()); var_dump(ini_get("usersync.store"));', [$setting => $address] + ['session.save_path' => '']);
        echo $answers($said), ' ', preg_match('/password/', $said) ? 'said why' : $said, "\n";
    }
}
?>
--EXPECT--
true not shown
false not shown
session_start(): usersync: the Redis server refused the user or the password
false said why
false said why
false said why
false said why
