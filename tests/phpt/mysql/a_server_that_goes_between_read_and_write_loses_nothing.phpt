--TEST--
When the server stops between read and write, the write fails and names it; a lost connection alone is replaced
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
$relay = new Relay("$directory/relay");
$place = address(socket: $relay->socket);
ini_set('session.save_path', $place);
visit('visitor', fn () => $_SESSION['n'] = 1);
session_id('visitor');
session_start();
$_SESSION['n'] = 2;
$relay->stop();
session_write_close();
$relay->start();
var_dump(stored('visitor')['n'] ?? null);

session_id('visitor');
session_start();
$_SESSION['n'] = 3;
$relay->stop();
$relay->start();
session_write_close();
var_dump(stored('visitor')['n'] ?? null);

session_id('visitor');
session_start();
$_SESSION['n'] = 4;
sql("SELECT CONCAT('KILL ', id) INTO @kill FROM information_schema.PROCESSLIST WHERE db = '$database' AND id <> CONNECTION_ID();
    PREPARE kills FROM @kill; EXECUTE kills");
session_write_close();
var_dump(stored('visitor')['n'] ?? null);
echo str_replace($directory, 'DIR', ob_get_clean());
?>
--EXPECTF--
Warning: session_write_close(): usersync: cannot reach the store's server (root@DIR/relay/%s): MySQL error %d; check that it runs and the address in usersync.store [server-unreachable] in %s on line %d

Warning: session_write_close(): Failed to write session data (usersync)%a
int(1)
int(3)
int(4)
