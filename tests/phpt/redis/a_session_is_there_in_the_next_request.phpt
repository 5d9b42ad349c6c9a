--TEST--
What one request stores in Redis, the next one reads; it lies there under a lifetime and not under its id
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
session_id('visitor');
session_start();
$_SESSION = ['name' => "Zoë", 'bytes' => base64_encode(random_bytes(32)), 'large' => str_repeat('x', 300000)];
$before = $_SESSION;
session_write_close();
session_id('visitor');
session_start();
var_dump($_SESSION === $before);
session_write_close();
var_dump(stored('visitor') === $before, stored('stranger'));

preg_match('/usersync:\{[\w-]{32}\}:d/', $server->ask('KEYS', '*'), $key);
var_dump($server->ask('DBSIZE'), $server->ask('TTL', $key[0]) > ':1400', str_contains($server->ask('KEYS', '*'), 'visitor'));
?>
--EXPECT--
bool(true)
bool(true)
array(0) {
}
string(4) ":1
"
bool(true)
bool(false)
