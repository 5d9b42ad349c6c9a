--TEST--
session_regenerate_id() moves the session: the old id keeps or loses its data as asked
--EXTENSIONS--
usersync
--INI--
session.save_handler=usersync
session.use_cookies=0
session.cache_limiter=
--FILE--
<?php
require __DIR__ . '/../inc/place.inc';
foreach ([0, 1] as $strict) {
    foreach ([false, true] as $delete) {
        ini_set('session.use_strict_mode', $strict);
        session_id(session_create_id());
        session_start();
        $_SESSION['n'] = 1;
        $old = session_id();
        var_dump(session_regenerate_id($delete));
        $new = session_id();
        $_SESSION['n'] = 2;
        session_write_close();
        echo json_encode([$old !== $new, stored($old), stored($new)]), "\n";
    }
}
?>
--EXPECT--
bool(true)
[true,{"n":1},{"n":2}]
bool(true)
[true,[],{"n":2}]
bool(true)
[true,{"n":1},{"n":2}]
bool(true)
[true,[],{"n":2}]
