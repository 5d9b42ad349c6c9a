--TEST--
An address that cannot be right is refused by the part that is wrong
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
    $said = other('session_id("x"); if (session_start()) echo "accepted";', ['session.save_path' => $address]);
    echo $address, ': ', preg_match('/Warning: session_start\(\): (.*) in /', $said, $found) ? $found[1] : $said, "\n";
}
?>
--EXPECT--
mysql://: a store address names no host
mysql://host: the address names no database (@host:3306/)
mysql://host/: the address names no database (@host:3306/)
mysql://host:0/d: a port is a number from 1 to 65535 (0)
mysql://a,b/d: this kind of store has one host (mysql)
mysql://host/d?colour=red: the store knows no such parameter (colour)
mysql://host/d?table_prefix=a`b: table_prefix is at most 40 letters, digits, _ and $ (table_prefix)
mysql://host/d?lock=rows: lock is row or connection (lock)
mysql://host/d?tls=maybe: tls is on, unverified or off (tls)
mysql+unix://: a socket's address names no path
mysql+unix:///socket: the address names no database (@/socket/)
wp-options+redis://host: an unknown kind of store (wp-options+redis)
mysql://host/d?password_file=/no/such/file: the password file cannot be read (/no/such/file): No such file or directory
