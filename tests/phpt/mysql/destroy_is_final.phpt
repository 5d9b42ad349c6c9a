--TEST--
A session destroyed in MySQL stays destroyed for requests that had it open; later requests may start a new one
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
visit('gone', fn () => $_SESSION['who'] = 'old');
session_id('gone');
session_start();
$_SESSION['who'] = 'late writer';
// A destroy needs no lock: this one comes from a request that works on another session.
echo other('class H extends SessionHandler { function read($id): string|false { $this->destroy("gone"); return parent::read($id); } }
            session_set_save_handler(new H); session_id("elsewhere"); session_start(); echo "destroyed\n";');
session_write_close();
var_dump(stored('gone'));
visit('gone', fn () => $_SESSION['who'] = 'new');
echo stored('gone')['who'], "\n";
?>
--EXPECTF--
destroyed

Warning: session_write_close(): usersync: another request changed or destroyed the session first; these changes are not stored [write-conflict] in %s on line %d

Warning: session_write_close(): Failed to write session data (usersync)%a
array(0) {
}
new
