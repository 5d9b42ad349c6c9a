--TEST--
A rotation over two servers, step by step: no session is lost, and each is re-sealed at its next close
--EXTENSIONS--
usersync
--FILE--
<?php
require __DIR__ . '/../inc/keyring.inc';
require __DIR__ . '/../inc/place.inc';
[$old, $new] = [usersync_key_generate(), usersync_key_generate()];
$write = 'session_id("%s"); session_start(); $_SESSION["n"] = 1;';
$read = 'session_id("%s"); session_start(); echo $_SESSION["n"] ?? "lost", " ";';
$ids = ['one', 'two', 'three'];
foreach ($ids as $id) php(sprintf($write, $id), [$old]);

echo "-- a server that has only the new key names the old one, and changes nothing\n";
$said = php(sprintf($read, 'one'), [$new]);
var_dump(str_contains($said, substr(usersync_key_id($old), 0, 7)) || preg_match('/[0-9a-f]{16}/', $said), str_contains($said, 'Failed to read'));

echo "-- half way: one server has [old, new], the other [old]\n";
foreach ($ids as $id) echo php(sprintf($read, $id), [$old, $new]), php(sprintf($read, $id), [$old]);
echo "\n-- one server has [new, old], the other [old, new]\n";
foreach ($ids as $id) echo php(sprintf($read, $id), [$new, $old]), php(sprintf($read, $id), [$old, $new]), php(sprintf($read, $id), [$new, $old]);
echo "\n-- the old key is gone\n";
foreach ($ids as $id) echo php(sprintf($read, $id), [$new]);
?>
--EXPECT--
-- a server that has only the new key names the old one, and changes nothing
bool(true)
bool(true)
-- half way: one server has [old, new], the other [old]
1 1 1 1 1 1 
-- one server has [new, old], the other [old, new]
1 1 1 1 1 1 1 1 1 
-- the old key is gone
1 1 1 
