--TEST--
An error handler that ends the request inside one of our warnings: no lock stays, the record is whole
--EXTENSIONS--
usersync
--INI--
session.save_handler=usersync
session.use_cookies=0
session.cache_limiter=
usersync.lock_wait=0.5
--FILE--
<?php
require __DIR__ . '/../inc/place.inc';

$ends = ['exit' => 'exit(0);', 'throw' => 'throw new Exception("thrown");', 'memory' => 'ini_set("memory_limit", "4M"); str_repeat("x", 64 << 20);',
         'time' => 'set_time_limit(1); while (true);'];
$causes = [
    'open' => ['session_start();', ['usersync.store' => 'nosuch://place', 'session.save_path' => '']],
    'read' => ['session_id("not*valid"); session_start();', []],
    'read of a taken session' => ['session_id("victim"); session_start();', ['usersync.lock_wait' => 0]],
    'read only' => ['session_id("victim"); session_start();', ['usersync.lock_wait' => 0, 'usersync.lock_failure' => 'readonly']],
    'write' => ['session_id("small"); session_start(); $_SESSION["n"] = str_repeat("y", 1000);', ['usersync.max_size' => 100]],
];
foreach ($causes as $cause => [$code, $ini]) {
    foreach ($ends as $end => $ending) {
        foreach (['victim', 'small'] as $id) visit($id, fn () => $_SESSION = ['n' => 1]);
        if (str_starts_with($cause, 'read o')) {
            session_id('victim');
            session_start();
        }
        [$process, $output] = other_started("set_error_handler(function () { echo 'warned '; $ending }); $code", $ini);
        $said = stream_get_contents($output);
        while (($status = proc_get_status($process))['running']) usleep(1000);
        if ($status['signaled']) echo "$cause, $end: killed by signal $status[termsig]\n";
        if (!str_contains($said, 'warned')) echo "$cause, $end: no warning came: $said\n";
        if (session_status() === PHP_SESSION_ACTIVE) session_write_close();
        foreach (['victim', 'small'] as $id) {
            $after = visit($id, fn () => $_SESSION);
            if ($after !== ['n' => 1]) echo "$cause, $end: $id is ", json_encode($after), "\n";
        }
    }
}
echo "done\n";
?>
--EXPECT--
done
