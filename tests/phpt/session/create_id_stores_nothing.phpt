--TEST--
session_create_id() stores nothing, inside a session and outside
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
session_start();
$_SESSION['n'] = 1;
$created = session_create_id('pre-');
var_dump(strlen($created) > 4, $_SESSION['n']);
session_write_close();
$other = session_create_id();
foreach ([$created, substr($created, 4), $other] as $id) {
    session_id($id);
    session_start();
    var_dump(session_id() === $id);
    session_abort();
}
?>
--EXPECT--
bool(true)
int(1)
bool(false)
bool(false)
bool(false)
