--TEST--
read_and_close neither waits for a lock nor takes one
--EXTENSIONS--
usersync
--INI--
session.save_handler=usersync
session.use_cookies=0
session.cache_limiter=
--FILE--
<?php
require __DIR__ . '/../inc/place.inc';
session_id('busy');
session_start();
$_SESSION['n'] = 1;
session_write_close();
session_id('busy');
session_start();
$_SESSION['n'] = 2;
// The lock is ours: a reader that waited for it would time out at once.
$read = 'session_id("busy"); var_dump(session_start(["read_and_close" => %s])); var_dump($_SESSION["n"] ?? null);';
echo other(sprintf($read, 'true'), ['usersync.lock_wait' => 0]);
echo other(sprintf($read, '"1"'), ['usersync.lock_wait' => 0]);
echo other('class H extends SessionHandler {} session_set_save_handler(new H);' . sprintf($read, '1'), ['usersync.lock_wait' => 0]);
echo other(sprintf($read, 'false'), ['usersync.lock_wait' => 0]);
session_write_close();
var_dump(stored('busy')['n']);
?>
--EXPECTF--
bool(true)
int(1)
bool(true)
int(1)
bool(true)
int(1)

Warning: session_start(): usersync: another request holds the session longer than usersync.lock_wait (0 s, %s/lock); find the slow page, or call session_write_close() early in it [lock-timeout] in %s on line %d

Warning: session_start(): Failed to read session data: usersync (path: %s) in %s on line %d
bool(false)
NULL
int(2)
