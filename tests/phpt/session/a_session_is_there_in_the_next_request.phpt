--TEST--
What one request stores, the next one reads
--EXTENSIONS--
usersync
--INI--
session.save_handler=usersync
session.use_cookies=0
session.cache_limiter=
--FILE--
<?php
require __DIR__ . '/../inc/place.inc';
session_id('visitor');
session_start();
$_SESSION = ['name' => "Zoë", 'bytes' => base64_encode(random_bytes(32)), 'n' => 1];
$before = $_SESSION;
session_write_close();
session_id('visitor');
session_start();
var_dump($_SESSION === $before);
session_write_close();
var_dump(stored('visitor') === $before, stored('stranger'));
?>
--EXPECT--
bool(true)
bool(true)
array(0) {
}
