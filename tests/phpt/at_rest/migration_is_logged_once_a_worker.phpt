--TEST--
encryption=migrate says one line a worker into the log, however many sessions it opens
--EXTENSIONS--
usersync
--FILE--
<?php
require __DIR__ . '/../inc/keyring.inc';
require __DIR__ . '/../inc/place.inc';
$keys = [usersync_key_generate()];
$visits = 'foreach (["a", "b", "c"] as $id) { session_id($id); session_start(); $_SESSION["n"] = 1; session_write_close(); }';
foreach (['migrate', 'auto'] as $mode) {
    php($visits, $keys, ['usersync.encryption' => $mode, 'log_errors' => 1, 'error_log' => "$place/log"]);
}
echo preg_replace('/^\[.*?\] /m', '', file_get_contents("$place/log"));
?>
--EXPECT--
usersync: usersync.encryption=migrate: sessions stored unencrypted are still accepted; set it to auto once they have expired [migrate-in-force]
