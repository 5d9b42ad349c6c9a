--TEST--
kill -9 of the request that holds a session in Redis costs the next one no data, and its lease only with dead_holder=lease
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
// The lease is lock_ttl, but never less than max_execution_time + 10: longer than anybody waits here.
foreach (["$place?dead_holder=lease", $place] as $address) {
    $settings = ['session.save_path' => $address, 'usersync.lock_ttl' => 600];
    [$process, $output] = other_started('session_id("held"); session_start(); $_SESSION["n"] = 2; echo "ready\n"; flush(); sleep(60);', $settings);
    fgets($output);
    proc_terminate($process, 9);
    while (proc_get_status($process)['running']) usleep(1000);
    echo other('session_id("held"); echo json_encode(@session_start() ? $_SESSION : false), "\n";', ['usersync.lock_wait' => $address === $place ? 10 : 1] + $settings);
    $server->ask('FLUSHDB');
    visit('held', fn () => $_SESSION['n'] = 1);
}
?>
--EXPECT--
false
{"n":1}
