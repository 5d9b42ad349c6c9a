--TEST--
usersync_session_import() stores sessions of another system in MySQL and in options, unless the id is in use or was destroyed
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
create_options();
foreach ([address(), address('wp-options+mysql+unix')] as $place) {
    echo other('
        var_dump(usersync_session_import("old", "n|i:1;", time() + 3600), usersync_session_import("old", "n|i:2;", time() + 3600));
        session_id("old"); session_start(); echo json_encode($_SESSION), "\n"; session_destroy();
        var_dump(usersync_session_import("old", "n|i:1;", time() + 3600), usersync_session_import("brief", "n|i:1;", time() + 1));
        sleep(3);
        var_dump(usersync_gc());
        session_id("brief"); session_start(); var_dump($_SESSION);');
}
?>
--EXPECT--
bool(true)
bool(false)
{"n":1}
bool(false)
bool(true)
int(1)
array(0) {
}
bool(true)
bool(false)
{"n":1}
bool(false)
bool(true)
int(1)
array(0) {
}
