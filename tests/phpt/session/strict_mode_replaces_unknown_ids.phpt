--TEST--
Strict mode replaces an id that nobody stored and keeps one that somebody did
--EXTENSIONS--
usersync
--INI--
session.save_handler=usersync
session.use_strict_mode=1
session.use_cookies=0
session.cache_limiter=
--FILE--
<?php
require __DIR__ . '/../inc/place.inc';
session_id('planted');
session_start();
var_dump(session_id() === 'planted');
$known = session_id();
$_SESSION['n'] = 1;
session_write_close();
session_id($known);
session_start();
var_dump(session_id() === $known, $_SESSION['n']);
session_write_close();

session_id("no such, id!");
session_start();
var_dump(session_id() === "no such, id!");
?>
--EXPECT--
bool(false)
bool(true)
int(1)
bool(false)
