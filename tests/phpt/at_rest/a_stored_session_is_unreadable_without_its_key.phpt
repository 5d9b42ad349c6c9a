--TEST--
With a keyring the files of the store hold neither the data nor the id
--EXTENSIONS--
usersync
--FILE--
<?php
require __DIR__ . '/../inc/keyring.inc';
require __DIR__ . '/../inc/place.inc';
$keys = [usersync_key_generate()];
$write = 'session_id("the-id-of-the-visitor"); session_start(); $_SESSION["secret"] = "the secret of the visitor";';
$read = 'session_id("the-id-of-the-visitor"); session_start(["read_and_close" => true]); echo $_SESSION["secret"] ?? "nothing", "\n";';
php($write, $keys);
echo php($read, $keys);
$files = shell_exec('cat ' . escapeshellarg($place) . '/*/*');
var_dump(strlen($files) > 1000, str_contains($files, 'the secret'), str_contains($files, 'the-id'));
php($write, [], ['usersync.scope' => 'in-clear']);
$files = shell_exec('cat ' . escapeshellarg($place) . '/*/*');
var_dump(str_contains($files, 'the secret'), str_contains($files, 'the-id'));
?>
--EXPECT--
the secret of the visitor
bool(true)
bool(false)
bool(false)
bool(true)
bool(false)
