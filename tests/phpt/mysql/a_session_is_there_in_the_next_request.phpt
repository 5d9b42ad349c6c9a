--TEST--
A session stored in MySQL is there in the next request; its row has an expiry, and not its id
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
session_id('visitor');
session_start();
$_SESSION = ['name' => "Zoë", 'bytes' => base64_encode(random_bytes(32)), 'large' => str_repeat('x', 300000)];
$before = $_SESSION;
session_write_close();
session_id('visitor');
session_start();
var_dump($_SESSION === $before);
session_write_close();
var_dump(stored('visitor') === $before, stored('stranger'));
echo sql("SELECT COUNT(*), MIN(expires - UNIX_TIMESTAMP() BETWEEN 1400 AND 1440), MIN(LENGTH(id)), MAX(parent IS NULL) FROM usersync_sessions"), "\n";
var_dump(str_contains(shell_exec('env -u LD_PRELOAD mariadb-dump --no-defaults -u root -S ' . getenv('MARIADB_SOCKET') . " $database"), 'visitor'));
?>
--EXPECT--
bool(true)
bool(true)
array(0) {
}
1	1	24	1
bool(false)
