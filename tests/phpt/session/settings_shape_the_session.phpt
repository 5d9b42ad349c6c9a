--TEST--
max_size, store_empty, absolute_lifetime, touch_interval and prefix do what they say
--EXTENSIONS--
usersync
--INI--
session.save_handler=usersync
session.use_cookies=0
session.cache_limiter=
--FILE--
<?php
require __DIR__ . '/../inc/place.inc';
$visit = 'session_id("%s"); session_start(); %s session_write_close();';

echo "-- max_size keeps the old data\n";
other(sprintf($visit, 'big', '$_SESSION["n"] = 1;'));
echo other(sprintf($visit, 'big', '$_SESSION["n"] = str_repeat("x", 5000);'), ['usersync.max_size' => '1K']);
var_dump(stored('big'));

echo "-- store_empty=0 stores no session that holds nothing\n";
$known = 'session_id("%s"); session_start(["use_strict_mode" => 1]); echo session_id() === "%s" ? "known\n" : "unknown\n"; session_abort();';
other(sprintf($visit, 'empty', ''), ['usersync.store_empty' => 0]);
echo other(sprintf($known, 'empty', 'empty'));
other(sprintf($visit, 'empty', ''));
echo other(sprintf($known, 'empty', 'empty'));
other(sprintf($visit, 'emptied', '$_SESSION["n"] = 1;'), ['usersync.store_empty' => 0]);
other(sprintf($visit, 'emptied', '$_SESSION = [];'), ['usersync.store_empty' => 0]);
var_dump(stored('emptied'));

echo "-- absolute_lifetime ends a session however active\n";
other(sprintf($visit, 'old', '$_SESSION["n"] = 1;'));
sleep(1);
echo other(sprintf($visit, 'old', 'var_dump($_SESSION);'), ['usersync.absolute_lifetime' => 1]);
echo other(sprintf($known, 'old', 'old'), ['usersync.absolute_lifetime' => 1000]);

echo "-- a prefix is another namespace\n";
other(sprintf($visit, 'same', '$_SESSION["n"] = 1;'), ['usersync.prefix' => 'shop:']);
var_dump(stored('same'));
echo other(sprintf($visit, 'same', 'var_dump($_SESSION);'), ['usersync.prefix' => 'shop:']);
echo other(sprintf($visit, 'same', 'var_dump($_SESSION);'), ['usersync.prefix' => 'shop:', 'usersync.scope' => 'tenant-2']);
?>
--EXPECTF--
-- max_size keeps the old data

Warning: session_write_close(): usersync: the session is larger than usersync.max_size; what was stored before is kept [session-too-large] in %s on line %d

Warning: session_write_close(): Failed to write session data (usersync)%a
array(1) {
  ["n"]=>
  int(1)
}
-- store_empty=0 stores no session that holds nothing
unknown
known
array(0) {
}
-- absolute_lifetime ends a session however active
array(0) {
}
known
-- a prefix is another namespace
array(0) {
}
array(1) {
  ["n"]=>
  int(1)
}
array(0) {
}
