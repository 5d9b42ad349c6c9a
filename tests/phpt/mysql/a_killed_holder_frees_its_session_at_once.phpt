--TEST--
After kill -9 of a request its session lock in MySQL ends with the connection, and no data is lost
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
visit('held', fn () => $_SESSION['n'] = 1);
[$process, $output] = other_started('session_id("held"); session_start(); $_SESSION["n"] = 2; echo "ready\n"; flush(); sleep(60);');
fgets($output);
$try = 'session_id("held"); echo json_encode(@session_start() ? $_SESSION : false), "\n";';
echo other($try, ['usersync.lock_wait' => 0]);
proc_terminate($process, 9);
while (proc_get_status($process)['running']) usleep(1000);
echo other($try, ['usersync.lock_wait' => 5]);
?>
--EXPECT--
false
{"n":1}
