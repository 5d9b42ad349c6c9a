--TEST--
Eight processes that each count to 25 in one session in Redis count to 200
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
$code = 'for ($i = 0; $i < 25; $i++) { session_id("counter"); session_start(); $_SESSION["n"] = ($_SESSION["n"] ?? 0) + 1; session_write_close(); }';
$started = [];
for ($i = 0; $i < 8; $i++) $started[] = other_started($code);
foreach ($started as [$process, $output]) echo stream_get_contents($output);
var_dump(stored('counter')['n']);
?>
--EXPECT--
int(200)
