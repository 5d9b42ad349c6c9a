--TEST--
session_gc() and usersync_gc() count the records they removed, and leave the living
--EXTENSIONS--
usersync
--INI--
session.save_handler=usersync
session.use_cookies=0
session.cache_limiter=
usersync.gc_divisor=0
--FILE--
<?php
require __DIR__ . '/../inc/place.inc';
for ($i = 0; $i < 5; $i++) other("session_id('brief$i'); session_start(); \$_SESSION['n'] = 1;", ['session.gc_maxlifetime' => 1]);
other("session_id('long'); session_start(); \$_SESSION['n'] = 1;");
sleep(2);
var_dump(usersync_gc(2));
session_id('collector');
session_start();
var_dump(session_gc(), session_gc());
session_write_close();
var_dump(usersync_gc(), stored('long')['n']);
foreach ([0, -1, 1000001] as $limit) {
    try {
        usersync_gc($limit);
    } catch (ValueError $e) {
        echo $e->getMessage(), "\n";
    }
}
?>
--EXPECT--
int(2)
int(3)
int(0)
int(0)
int(1)
usersync_gc(): Argument #1 ($limit) must be between 1 and 1000000
usersync_gc(): Argument #1 ($limit) must be between 1 and 1000000
usersync_gc(): Argument #1 ($limit) must be between 1 and 1000000
