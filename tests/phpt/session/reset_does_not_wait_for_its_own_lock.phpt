--TEST--
session_reset() reads again under the lock it holds
--EXTENSIONS--
usersync
--INI--
session.save_handler=usersync
session.use_cookies=0
session.cache_limiter=
usersync.lock_wait=1
--FILE--
<?php
require __DIR__ . '/../inc/place.inc';
foreach ([0, 1] as $strict) {
    ini_set('session.use_strict_mode', $strict);
    session_id('reset');
    session_start();
    $_SESSION['n'] = 1;
    session_write_close();
    session_start();
    $_SESSION['n'] = 2;
    var_dump(session_reset(), $_SESSION['n']);
    $_SESSION['n'] = 3;
    session_write_close();
    var_dump(stored('reset')['n']);
}
?>
--EXPECT--
bool(true)
int(1)
int(3)
bool(true)
int(1)
int(3)
