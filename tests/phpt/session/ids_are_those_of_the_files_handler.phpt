--TEST--
Session ids: exactly those that the files handler takes, with its words for the others
--EXTENSIONS--
usersync
--INI--
session.save_handler=usersync
session.use_cookies=0
session.cache_limiter=
--FILE--
<?php
require __DIR__ . '/../inc/place.inc';
foreach (['a', 'A-Z,09', str_repeat('x', 256)] as $id) {
    session_id($id);
    var_dump(session_start());
    session_write_close();
}
foreach (['with.dot', "nul\0byte", 'sl/ash', str_repeat('x', 257), 'Zoë', '*'] as $id) {
    session_id($id);
    var_dump(session_start());
}
?>
--EXPECTF--
bool(true)
bool(true)
bool(true)

Warning: session_start(): Session ID is too long or contains illegal characters. Only the A-Z, a-z, 0-9, "-", and "," characters are allowed in %s on line %d

Warning: session_start(): Failed to read session data: usersync (path: %s) in %s on line %d
bool(false)

Warning: session_start(): Session ID is too long or contains illegal characters. Only the A-Z, a-z, 0-9, "-", and "," characters are allowed in %s on line %d

Warning: session_start(): Failed to read session data: usersync (path: %s) in %s on line %d
bool(false)

Warning: session_start(): Session ID is too long or contains illegal characters. Only the A-Z, a-z, 0-9, "-", and "," characters are allowed in %s on line %d

Warning: session_start(): Failed to read session data: usersync (path: %s) in %s on line %d
bool(false)

Warning: session_start(): Session ID is too long or contains illegal characters. Only the A-Z, a-z, 0-9, "-", and "," characters are allowed in %s on line %d

Warning: session_start(): Failed to read session data: usersync (path: %s) in %s on line %d
bool(false)

Warning: session_start(): Session ID is too long or contains illegal characters. Only the A-Z, a-z, 0-9, "-", and "," characters are allowed in %s on line %d

Warning: session_start(): Failed to read session data: usersync (path: %s) in %s on line %d
bool(false)

Warning: session_start(): Session ID is too long or contains illegal characters. Only the A-Z, a-z, 0-9, "-", and "," characters are allowed in %s on line %d

Warning: session_start(): Failed to read session data: usersync (path: %s) in %s on line %d
bool(false)
