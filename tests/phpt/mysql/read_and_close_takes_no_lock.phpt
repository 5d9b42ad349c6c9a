--TEST--
read_and_close reads from MySQL while another request has the lock, and takes none
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
visit('busy', fn () => $_SESSION['n'] = 1);
session_id('busy');
session_start();
$_SESSION['n'] = 2;
$read = 'session_id("busy"); var_dump(session_start(["read_and_close" => true])); var_dump($_SESSION["n"]);';
echo other($read, ['usersync.lock_wait' => 0]);
echo other('session_id("busy"); var_dump(@session_start());', ['usersync.lock_wait' => 0]);
session_write_close();
echo other($read);
?>
--EXPECT--
bool(true)
int(1)
bool(false)
bool(true)
int(2)
