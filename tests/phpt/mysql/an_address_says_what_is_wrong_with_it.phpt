--TEST--
The error for an invalid address names the part that is wrong
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
$wrong = ['mysql://', 'mysql://host', 'mysql://host/', 'mysql://host:0/d', 'mysql://a,b/d', 'mysql://host/d?colour=red', 'mysql://host/d?table_prefix=a`b',
          'mysql://host/d?lock=rows', 'mysql://host/d?tls=maybe', 'mysql+unix://', 'mysql+unix:///socket', 'wp-options+redis://host',
          'mysql://host/d?password_file=/no/such/file'];
foreach ($wrong as $address) {
    $output = other('session_id("x"); if (session_start()) echo "accepted";', ['session.save_path' => $address]);
    echo $address, ': ', preg_match('/Warning: session_start\(\): (.*) in /', $output, $found) ? $found[1] : $output, "\n";
}
?>
--EXPECT--
mysql://: usersync: usersync.store names no host [store-no-host]
mysql://host: usersync: usersync.store names no database (@host:3306/) [store-no-database]
mysql://host/: usersync: usersync.store names no database (@host:3306/) [store-no-database]
mysql://host:0/d: usersync: usersync.store: a port is a number from 1 to 65535 (0) [store-port]
mysql://a,b/d: usersync: usersync.store: this kind of store has exactly one host (mysql) [store-one-host]
mysql://host/d?colour=red: usersync: usersync.store: this store has no such parameter (colour) [store-parameter-unknown]
mysql://host/d?table_prefix=a`b: usersync: usersync.store: table_prefix is at most 40 letters, digits, _ and $ (table_prefix) [store-table-prefix]
mysql://host/d?lock=rows: usersync: usersync.store: lock is row or connection (lock) [store-lock]
mysql://host/d?tls=maybe: usersync: usersync.store: tls is on, unverified or off (tls) [store-tls]
mysql+unix://: usersync: usersync.store: the address of a socket names no path [store-no-path]
mysql+unix:///socket: usersync: usersync.store names no database (@/socket/) [store-no-database]
wp-options+redis://host: usersync: usersync.store: an unknown kind of store (wp-options+redis) [store-unknown-kind]
mysql://host/d?password_file=/no/such/file: usersync: the password file does not exist (/no/such/file) [password-file-missing]
