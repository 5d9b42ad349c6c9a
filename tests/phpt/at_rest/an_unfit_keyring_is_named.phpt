--TEST--
A keyring that is missing, unsafe or malformed: the module loads, the session fails by name, nothing is stored in clear
--EXTENSIONS--
usersync
--FILE--
<?php
require __DIR__ . '/../inc/keyring.inc';
require __DIR__ . '/../inc/place.inc';
$good = usersync_key_generate();
$link = "$place/link";
symlink(keyring([$good]), $link);
$files = [
    'missing' => "$place/nowhere",
    'world-readable' => keyring([$good], 0444),
    'group-writable' => keyring([$good], 0460),
    'a symbolic link' => $link,
    'a directory' => $place,
    'empty' => keyring(['# nothing']),
    'a short key' => keyring(['k3.local.' . rtrim(strtr(base64_encode(random_bytes(16)), '+/', '-_'), '=')]),
    'a zero key' => keyring(['k3.local.' . str_repeat('A', 43)]),
    'another version' => keyring(['k4.local.' . substr($good, 9)]),
    'a password' => keyring(['geheim']),
];
foreach ($files as $what => $file) {
    $said = other('echo function_exists("usersync_info") ? "loaded\n" : ""; session_id("x"); var_dump(session_start()); $_SESSION["n"] = 1;', ['usersync.keyring' => $file]);
    $fine = str_contains($said, 'loaded') && str_contains($said, 'bool(false)') && str_contains($said, basename($file));
    if (!$fine || str_contains($said, 'geheim') || str_contains($said, substr($good, 9))) echo "$what: $said\n";
}
var_dump(glob("$place/*/*"), fileperms(keyring([$good], 0440)) & 0777);
echo other('session_id("x"); var_dump(session_start());', ['usersync.keyring' => keyring([$good], 0440)]);
?>
--EXPECT--
array(0) {
}
int(288)
bool(true)
