<?php
// Many processes on one session: contention.php <handler> <processes> <cycles> <milliseconds held> <milliseconds between> <address>
// Prints the wait for session_start() in milliseconds, median and 99th percentile, how many of the changes were kept,
// the cycles a second, and how many of those took the session over from another process.
require __DIR__ . '/session.php';
[, $handler, $processes, $cycles, $held, $between, $address] = $argv;

$id = 'contended' . bin2hex(random_bytes(10));
$pipes = [];
[$gate, $start] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
for ($i = 0; $i < $processes; ++$i) {
    [$mine, $childs] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
    if (pcntl_fork() === 0) {
        fclose($mine);
        fclose($start);
        compete($childs, $gate, $handler, $address, $id, (int) $cycles, (int) ($held * 1000), (int) ($between * 1000));
    }
    fclose($childs);
    $pipes[] = $mine;
}
foreach ($pipes as $pipe) {   // connected, and at the gate
    fgets($pipe);
}
$began = hrtime(true);
fclose($start);
$waits = [];
$handed = 0;
foreach ($pipes as $pipe) {
    [$its, $taken_over] = json_decode(stream_get_contents($pipe), true) ?? [[], 0];
    array_push($waits, ...$its);
    $handed += $taken_over;
}
$took = hrtime(true) - $began;
while (pcntl_wait($status) > 0);

use_handler($handler, $address);
session_id($id);
session_start();
$kept = $_SESSION['n'] ?? 0;
session_write_close();
sort($waits);
$at = fn (float $part) => $waits[(int) ($part * (count($waits) - 1))] / 1e6;
printf("p50 %.2f\np99 %.2f\nkept %d\n", $at(0.5), $at(0.99), $kept);
printf("a-second %.0f\nhanded %.0f\n", $processes * $cycles / $took * 1e9, $handed / $took * 1e9);

function compete($pipe, $gate, string $handler, string $address, string $id, int $cycles, int $held, int $between): never
{
    use_handler($handler, $address);
    session_id("warm-up-" . getmypid());
    session_start();
    $_SESSION['n'] = 1;
    session_write_close();
    session_id($id);
    fwrite($pipe, "ready\n");
    fgets($gate);   // ends when the parent opens the gate by closing it
    $waits = [];
    $handed = 0;
    for ($cycle = 0; $cycle < $cycles; ++$cycle) {
        $start = hrtime(true);
        try {
            session_start();
            $waits[] = hrtime(true) - $start;
            $n = $_SESSION['n'] ?? 0;
            $handed += ($_SESSION['by'] ?? 0) !== getmypid();
            usleep($held);
            $_SESSION['n'] = $n + 1;
            $_SESSION['by'] = getmypid();
            session_write_close();
        } catch (ErrorException) {
            session_abort();   // turned away, or told that the change is lost: it counts as not kept
        }
        usleep($between);
    }
    fwrite($pipe, json_encode([$waits, $handed]));
    exit(0);
}
