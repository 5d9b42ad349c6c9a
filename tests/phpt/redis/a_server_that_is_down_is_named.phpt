--TEST--
A Redis server that is down, or does not answer, is one warning that names it, within usersync.timeout
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
$start = 'session_id("x"); $before = microtime(true); var_dump(session_start()); var_dump(microtime(true) - $before < 5);';
$server->stop();
echo str_replace($directory, 'DIR', other($start));
echo other($start, ['session.save_path' => 'redis://127.0.0.1:1']);
// It takes connections and says nothing.
$silent = stream_socket_server('tcp://127.0.0.1:0');
echo other($start, ['session.save_path' => 'redis://' . stream_socket_get_name($silent, false), 'usersync.timeout' => '0.3']);
?>
--EXPECTF--
Warning: session_start(): usersync: cannot reach the store's server (redis DIR/redis.sock db 0): %s; check that it runs and the address in usersync.store [server-unreachable] in %s on line %d

Warning: session_start(): Failed to read session data: usersync (path: redis+unix://DIR/redis.sock) in %s on line %d
bool(false)
bool(true)

Warning: session_start(): usersync: cannot reach the store's server (redis 127.0.0.1:1/0): Connection refused; check that it runs and the address in usersync.store [server-unreachable] in %s on line %d

Warning: session_start(): Failed to read session data: usersync (path: redis://127.0.0.1:1) in %s on line %d
bool(false)
bool(true)

Warning: session_start(): usersync: the store's server did not answer in time (redis 127.0.0.1:%d/0); it is hung, overloaded or cut off (see usersync.timeout, usersync.connect_timeout) [server-timeout] in %s on line %d

Warning: session_start(): Failed to read session data: usersync (path: redis://127.0.0.1:%d) in %s on line %d
bool(false)
bool(true)
