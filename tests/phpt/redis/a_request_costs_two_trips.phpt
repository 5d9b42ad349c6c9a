--TEST--
A changed session waits for two trips to Redis, one that is only read for one, and neither a new connection nor strict mode adds to that
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
$asking = stream_socket_client("unix://{$server->socket()}");
/** How often the server has read from the one other client there was since. That it went away is read too, and not counted. */
$reads = function () use ($asking): int {
    static $before = 0;
    for ($asked = 1;; ++$asked) {
        fwrite($asking, "INFO everything\r\n");
        $length = (int) substr(fgets($asking), 1);
        $said = stream_get_contents($asking, $length + 2);
        if (str_contains($said, "\nconnected_clients:1\r")) break;
        usleep(1000);
    }
    preg_match('/total_reads_processed:(\d+)/', $said, $found);
    $since = (int) $found[1] - $before - $asked - 1;
    $before = (int) $found[1];
    return $since;
};
$times = fn (int $n, string $visit) => "for (\$i = 0; \$i < $n; ++\$i) { session_id('x'); $visit }";
$changed = 'session_start(); $_SESSION["n"] = ($_SESSION["n"] ?? 0) + 1; session_write_close();';
$read = 'session_start(["read_and_close" => true]);';
$unchanged = 'session_start(); session_write_close();';
other($times(1, $changed));
$reads();
foreach (['0', '1'] as $strict) {
    foreach ([1, 10] as $n) {
        foreach (['changed' => $changed, 'read' => $read, 'unchanged' => $unchanged] as $kind => $visit) {
            echo other($times($n, $visit), ['session.use_strict_mode' => $strict]);
            $trips = $reads();
            // What is not waited for may be read together with what follows: a release, and on a new connection its name for the lock.
            if ($kind === 'changed' && $trips === 2 * $n + 1) $trips = 2 * $n;
            if ($kind === 'unchanged') $trips = $trips >= $n && $trips <= 2 * $n + 1 ? "$n waited for" : $trips;
            echo "strict mode $strict, $n $kind: $trips\n";
        }
    }
}
?>
--EXPECT--
strict mode 0, 1 changed: 2
strict mode 0, 1 read: 1
strict mode 0, 1 unchanged: 1 waited for
strict mode 0, 10 changed: 20
strict mode 0, 10 read: 10
strict mode 0, 10 unchanged: 10 waited for
strict mode 1, 1 changed: 2
strict mode 1, 1 read: 1
strict mode 1, 1 unchanged: 1 waited for
strict mode 1, 10 changed: 20
strict mode 1, 10 read: 10
strict mode 1, 10 unchanged: 10 waited for
