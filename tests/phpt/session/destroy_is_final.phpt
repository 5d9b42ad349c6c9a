--TEST--
Who was granted the session before it was destroyed cannot bring it back; who comes later may begin anew
--EXTENSIONS--
usersync
--SKIPIF--
<?php if (!function_exists('pcntl_fork')) die('skip needs pcntl'); ?>
--INI--
session.save_handler=usersync
session.use_cookies=0
session.cache_limiter=
--FILE--
<?php
require __DIR__ . '/../inc/place.inc';
session_id('gone');
session_start();
$_SESSION['who'] = 'old';
session_write_close();

session_start();
$_SESSION['who'] = 'straggler';
// A destroy needs no lock: this one comes from a request that works on another session.
$handler = 'class H extends SessionHandler { function read($id): string|false { $this->destroy("gone"); return parent::read($id); } }
            session_set_save_handler(new H); session_id("elsewhere"); session_start(); echo "destroyed\n";';
echo other($handler);
session_write_close();
var_dump(stored('gone'));

session_id('gone');
session_start();
$_SESSION['who'] = 'new';
session_write_close();
var_dump(stored('gone'));
?>
--EXPECTF--
destroyed

Warning: session_write_close(): %a

Warning: session_write_close(): Failed to write session data (usersync)%a
array(0) {
}
array(1) {
  ["who"]=>
  string(3) "new"
}
