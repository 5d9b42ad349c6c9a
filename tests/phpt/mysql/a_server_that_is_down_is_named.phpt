--TEST--
A server that is down, or does not answer, causes a warning with its address within usersync.connect_timeout
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
echo str_replace($directory, 'DIR', other($start, ['session.save_path' => "mysql+unix://$directory/none?database=d&user=u"]));
echo other($start, ['session.save_path' => 'mysql://u@127.0.0.1:1/d']);
// It accepts connections and sends nothing.
$silent = stream_socket_server('tcp://127.0.0.1:0');
echo other($start, ['session.save_path' => 'mysql://u@' . stream_socket_get_name($silent, false) . '/d', 'usersync.connect_timeout' => '0.3']);
echo other($start, ['session.save_path' => str_replace($database, 'no_such_database', $place)]);
?>
--EXPECTF--
Warning: session_start(): usersync: cannot reach the store's server (u@DIR/none/d): MySQL error %d; check that it runs and the address in usersync.store [server-unreachable] in %s on line %d

Warning: session_start(): Failed to read session data: usersync (path: mysql+unix://DIR/none?database=d&user=u) in %s on line %d
bool(false)
bool(true)

Warning: session_start(): usersync: cannot reach the store's server (u@127.0.0.1:1/d): MySQL error %d; check that it runs and the address in usersync.store [server-unreachable] in %s on line %d

Warning: session_start(): Failed to read session data: usersync (path: mysql://u@127.0.0.1:1/d) in %s on line %d
bool(false)
bool(true)

Warning: session_start(): usersync: the store's server did not answer in time (u@127.0.0.1:%d/d): MySQL error %d; it is hung, overloaded or cut off (see usersync.timeout, usersync.connect_timeout) [server-timeout] in %s on line %d

Warning: session_start(): Failed to read session data: usersync (path: mysql://u@127.0.0.1:%d/d) in %s on line %d
bool(false)
bool(true)

Warning: session_start(): usersync: the database does not exist (root@%s/no_such_database): MySQL error %d; create it [mysql-no-database] in %s on line %d

Warning: session_start(): Failed to read session data: usersync (path: mysql+unix://%s?database=no_such_database&user=root) in %s on line %d
bool(false)
bool(true)
