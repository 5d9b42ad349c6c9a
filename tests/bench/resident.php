<?php
// A worker's resident memory, in KiB, as it serves: resident.php <fpm socket> <page> <requests>. Ten readings on the
// way, each under the number of requests before it.
require __DIR__ . '/fastcgi.php';
[, $socket, $page, $requests] = $argv;

$resident = fn (int $pid): int => (int) preg_replace('~.*^VmRSS:\s*(\d+).*~ms', '$1', file_get_contents("/proc/$pid/status"));
for ($request = 1; $request <= $requests; ++$request) {
    $answer = fastcgi($socket, $page);
    [$pid, $n] = explode(' ', $answer) + [1 => ''];
    if ((int) $n !== $request) {
        fwrite(STDERR, "request $request answered: $answer\n");
        exit(1);
    }
    if ($request % ($requests / 10) === 0) {
        printf("%d %d\n", $request, $resident((int) $pid));
    }
}
