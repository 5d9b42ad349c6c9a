--TEST--
Strict mode replaces an id that MySQL does not know and keeps one that it does
--EXTENSIONS--
usersync
--SKIPIF--
<?php require __DIR__ . '/skip.inc'; ?>
--INI--
session.save_handler=usersync
session.use_cookies=0
session.cache_limiter=
session.use_strict_mode=1
--FILE--
<?php
require __DIR__ . '/server.inc';
session_id('planted');
session_start();
var_dump(session_id() === 'planted');
$known = session_id();
$_SESSION['n'] = 1;
session_write_close();
session_id($known);
session_start();
var_dump(session_id() === $known, $_SESSION['n']);
session_regenerate_id(true);
var_dump(session_id() === $known, $_SESSION['n']);
session_write_close();
session_id($known);
session_start();
var_dump(session_id() === $known, $_SESSION);
?>
--EXPECT--
bool(false)
bool(true)
int(1)
bool(false)
int(1)
bool(false)
array(0) {
}
