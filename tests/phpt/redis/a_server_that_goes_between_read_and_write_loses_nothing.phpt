--TEST--
A Redis server that goes between read and write fails the write by name; back with its data, it has the old session
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
visit('visitor', fn () => $_SESSION['n'] = 1);
$server->ask('SAVE');
session_id('visitor');
session_start();
$_SESSION['n'] = 2;
$server->stop();
session_write_close();
$server->start();
var_dump(stored('visitor')['n'] ?? null);
echo str_replace($directory, 'DIR', ob_get_clean());
?>
--EXPECTF--
Warning: session_write_close(): usersync: cannot reach the store's server (redis DIR/redis.sock db 0): %s; check that it runs and the address in usersync.store [server-unreachable] in %s on line %d

Warning: session_write_close(): Failed to write session data (usersync)%a
int(1)
