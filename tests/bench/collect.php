<?php
// Collects expired sessions until it is ended: collect.php <store> <rows at a time> <milliseconds between>
require __DIR__ . '/session.php';
[, $store, $rows, $between] = $argv;

use_handler('usersync', $store);
session_start();
session_write_close();
while (true) {
    usersync_gc((int) $rows);
    usleep($between * 1000);
}
