<?php
// One contender of one figure: cycle.php <handler> <changed|unchanged|read> <KiB> <cycles> <address> [<milliseconds between>]
// Prints a cycle of start, change and close in microseconds: median, mean and 99th percentile.
require __DIR__ . '/session.php';
[, $handler, $kind, $kib, $cycles, $address] = $argv;
$between = (int) (($argv[6] ?? 0) * 1000);

use_handler($handler, $address);
session_id('bench0' . $kib . bin2hex(random_bytes(10)));
session_start();
$_SESSION = content($kib * 1024);
$first = $_SESSION['n'];
session_write_close();

$options = $kind === 'read' ? ['read_and_close' => true] : [];
$change = $kind === 'changed' ? 1 : 0;
$warm_up = intdiv((int) $cycles, 10) + 10;
$took = [];
for ($cycle = -$warm_up; $cycle < $cycles; ++$cycle) {
    $start = hrtime(true);
    session_start($options);
    $_SESSION['n'] += $change;
    session_write_close();
    if ($cycle >= 0) {
        $took[] = hrtime(true) - $start;
    }
    if ($between > 0) {
        usleep($between);
    }
}

// A cycle that stored nothing would be a fast one.
session_start();
$kept = $_SESSION['n'] - $first;
if ($kept !== $change * ($warm_up + $cycles)) {
    fwrite(STDERR, "$handler kept $kept changes of " . $change * ($warm_up + $cycles) . "\n");
    exit(1);
}
session_write_close();
sort($took);
$microseconds = [
    'us' => $took[intdiv(count($took), 2)], 'mean' => array_sum($took) / count($took), 'tail' => $took[intdiv(count($took) * 99, 100)],
];
foreach ($microseconds as $name => $nanoseconds) {
    printf("%s %.3f\n", $name, $nanoseconds / 1000);
}
