--TEST--
Eight processes that each count to 25 in one session count to 200: in a table, under leases, and in options
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
create_options();
$code = 'for ($i = 0; $i < 25; $i++) { session_id("counter"); session_start(); $_SESSION["n"] = ($_SESSION["n"] ?? 0) + 1; session_write_close(); }';
foreach ([address(), address(more: '&lock=row&table_prefix=row_'), address('wp-options+mysql+unix')] as $place) {
    $started = [];
    for ($i = 0; $i < 8; $i++) $started[] = other_started($code);
    foreach ($started as [$process, $output]) echo stream_get_contents($output);
    echo stored('counter')['n'], "\n";
}
?>
--EXPECT--
200
200
200
