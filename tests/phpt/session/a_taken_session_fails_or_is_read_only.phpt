--TEST--
lock_wait, lock_waiters and lock_failure: what a request gets whose session stays taken
--EXTENSIONS--
usersync
--INI--
session.save_handler=usersync
session.use_cookies=0
session.cache_limiter=
--FILE--
<?php
require __DIR__ . '/../inc/place.inc';
session_id('taken');
session_start();
$_SESSION['n'] = 1;
session_write_close();
session_start();

$code = 'session_id("taken"); var_dump(session_start()); var_dump($_SESSION["n"] ?? null); $_SESSION["n"] = 2; var_dump(session_write_close());';
echo "-- fail\n", other($code, ['usersync.lock_wait' => '0.05']);
echo "-- readonly\n", other($code, ['usersync.lock_wait' => '0.05', 'usersync.lock_failure' => 'readonly']);
echo "-- unlocked\n", other($code, ['usersync.lock' => 'unlocked']);
echo "-- none, quoted\n", other(str_replace('= 2', '= 3', $code), ['usersync.lock' => 'none']);
session_write_close();
var_dump(stored('taken')['n']);
?>
--EXPECTF--
-- fail

Warning: session_start(): usersync: another request holds the session longer than usersync.lock_wait (0.05 s, %s/lock); find the slow page, or call session_write_close() early in it [lock-timeout] in Standard input code on line 1

Warning: session_start(): Failed to read session data: usersync (path: %s) in Standard input code on line 1
bool(false)
NULL
bool(false)
-- readonly

Notice: session_start(): usersync: another request holds the session: opened for reading only (usersync.lock_failure=readonly) [session-read-only] in Standard input code on line 1
bool(true)
int(1)

Warning: session_write_close(): %s in Standard input code on line 1

Warning: session_write_close(): Failed to write session data (usersync)%a
bool(true)
-- unlocked
bool(true)
int(1)
bool(true)
-- none, quoted
bool(true)
int(2)
bool(true)
int(3)
