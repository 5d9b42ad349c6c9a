<?php
// The median and the mean of a request in microseconds: requests.php <socket> <page> <requests>. A page that is a file
// is asked of a php-fpm, any other of a web server, on one kept connection.
require __DIR__ . '/fastcgi.php';
require __DIR__ . '/http.php';
[, $socket, $page, $requests] = $argv;

$ask = is_file($page) ? fn () => fastcgi($socket, $page) : http($socket, $page);
$took = [];
for ($request = -intdiv((int) $requests, 10); $request < $requests; ++$request) {
    $start = hrtime(true);
    $answer = $ask();
    if ($request >= 0) {
        $took[] = hrtime(true) - $start;
    }
    if (!preg_match('~^\d+ \d+$~', $answer)) {
        fwrite(STDERR, "$page answered: $answer\n");
        exit(1);
    }
}
sort($took);
printf("us %.3f\nmean %.3f\n", $took[intdiv(count($took), 2)] / 1000, array_sum($took) / count($took) / 1000);
