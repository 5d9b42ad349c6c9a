--TEST--
A forked child neither writes nor releases its parent's session, and may open its own
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
session_id('parent');
session_start();
$_SESSION['n'] = 1;
session_write_close();
session_start();

// Unchanged: the child goes without a word.
if (($child = pcntl_fork()) === 0) exit(0);
pcntl_waitpid($child, $status);
// Changed: its change is lost, with a warning.
if (($child = pcntl_fork()) === 0) {
    $_SESSION['n'] = 'from the child';
    session_write_close();
    session_id('childs-own');
    session_start();
    $_SESSION['n'] = 'the child\'s own';
    session_write_close();
    exit(0);
}
pcntl_waitpid($child, $status);
var_dump(pcntl_wexitstatus($status));

// The lock is still the parent's.
echo other('session_id("parent"); echo json_encode(@session_start()), "\n";', ['usersync.lock_wait' => 0]);
$_SESSION['n'] = 2;
session_write_close();
var_dump(stored('parent')['n'], stored('childs-own')['n']);
?>
--EXPECTF--
Warning: session_write_close(): usersync: the session belongs to the parent process and is not stored by its child [session-of-parent-process] in %s on line %d

Warning: session_write_close(): Failed to write session data (usersync)%a
int(0)
false
int(2)
string(15) "the child's own"
