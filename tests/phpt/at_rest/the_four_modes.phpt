--TEST--
auto, migrate, required and plaintext: which records each accepts and which it leaves as they are
--EXTENSIONS--
usersync
--FILE--
<?php
require __DIR__ . '/../inc/keyring.inc';
require __DIR__ . '/../inc/place.inc';
$keys = [usersync_key_generate()];
$write = 'session_id("%s"); session_start(); $_SESSION["n"] = 1;';
$read = 'session_id("%s"); var_dump(session_start()); echo json_encode($_SESSION ?? null), "\n";';

echo "-- required without a keyring\n", php(sprintf($read, 'x'), [], ['usersync.encryption' => 'required']);
php(sprintf($write, 'plain'), []);
foreach (['auto', 'required'] as $mode) {
    echo "-- a clear record under $mode\n", php(sprintf($read, 'plain'), $keys, ['usersync.encryption' => $mode]);
}
echo "-- still there\n", php(sprintf($read, 'plain'), []);
echo "-- migrate takes it over, though nothing changed\n", php(sprintf($read, 'plain'), $keys, ['usersync.encryption' => 'migrate']);
echo "-- now sealed\n", php(sprintf($read, 'plain'), $keys);
foreach (['plaintext', 'off'] as $mode) {
    echo "-- $mode cannot open it, and leaves it\n", php(sprintf($read, 'plain'), $keys, ['usersync.encryption' => $mode]);
}
echo php(sprintf($read, 'plain'), $keys);
?>
--EXPECTF--
-- required without a keyring

Warning: session_start(): usersync: usersync.encryption=required, and usersync.keyring names no file [keyring-required] in %s on line %d

Warning: session_start(): Failed to initialize storage module: usersync (path: %s) in %s on line %d
bool(false)
null
-- a clear record under auto

Warning: session_start(): usersync: the session is stored unencrypted, and usersync.keyring demands encryption; usersync.encryption=migrate accepts it once [session-plaintext] in %s on line %d

Warning: session_start(): Failed to read session data: usersync (path: %s) in %s on line %d
bool(false)
[]
-- a clear record under required

Warning: session_start(): usersync: the session is stored unencrypted, and usersync.keyring demands encryption; usersync.encryption=migrate accepts it once [session-plaintext] in %s on line %d

Warning: session_start(): Failed to read session data: usersync (path: %s) in %s on line %d
bool(false)
[]
-- still there
bool(true)
{"n":1}
-- migrate takes it over, though nothing changed
bool(true)
{"n":1}
-- now sealed
bool(true)
{"n":1}
-- plaintext cannot open it, and leaves it

Warning: session_start(): usersync: the session is sealed under key k3.lid.%s..., and no keyring is in force here; set usersync.keyring [session-needs-keyring] in %s on line %d

Warning: session_start(): Failed to read session data: usersync (path: %s) in %s on line %d
bool(false)
[]
-- off cannot open it, and leaves it

Warning: session_start(): usersync: the session is sealed under key k3.lid.%s..., and no keyring is in force here; set usersync.keyring [session-needs-keyring] in %s on line %d

Warning: session_start(): Failed to read session data: usersync (path: %s) in %s on line %d
bool(false)
[]
bool(true)
{"n":1}
