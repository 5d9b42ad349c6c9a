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
$wrong = ['redi://host', 'redis://', 'redis://host:0', 'redis://host:65536', 'redis://host:port', 'redis://host/many', 'redis://host?db=-1',
          'redis://host/1?db=2', 'redis://host?colour=red', 'redis://host?replicas=x', 'redis://a,b', 'redis+unix://', 'redis+sentinel://host',
          'redis+cluster://host?db=1', 'redis://host?ca=/tmp/ca.pem', 'rediss://host?verify=maybe', 'rediss://host?ca=/no/such/ca.pem',
          'rediss://host?cert=/no/such/cert.pem', 'rediss://host?cert=/no/such/cert.pem&key=/no/such/key.pem'];
foreach ($wrong as $address) {
    $said = other('session_id("x"); if (session_start()) echo "accepted";', ['session.save_path' => $address]);
    echo $address, ': ', preg_match('/Warning: session_start\(\): (.*) in /', $said, $found) ? $found[1] : $said, "\n";
}
?>
--EXPECT--
redi://host: usersync: usersync.store: an unknown kind of store (redi) [store-unknown-kind]
redis://: usersync: usersync.store names no host [store-no-host]
redis://host:0: usersync: usersync.store: a port is a number from 1 to 65535 (0) [store-port]
redis://host:65536: usersync: usersync.store: a port is a number from 1 to 65535 (65536) [store-port]
redis://host:port: usersync: usersync.store: a port is a number from 1 to 65535 [store-port]
redis://host/many: usersync: usersync.store: the database behind the host is a number (/many) [store-database-form]
redis://host?db=-1: usersync: usersync.store: this parameter is a small whole number (db) [store-parameter-number]
redis://host/1?db=2: usersync: usersync.store: a parameter is given twice (db) [store-parameter-twice]
redis://host?colour=red: usersync: usersync.store: this store has no such parameter (colour) [store-parameter-unknown]
redis://host?replicas=x: usersync: usersync.store: this parameter is a small whole number (replicas) [store-parameter-number]
redis://a,b: usersync: usersync.store: this kind of store has exactly one host (redis) [store-one-host]
redis+unix://: usersync: usersync.store: the address of a socket names no path [store-no-path]
redis+sentinel://host: usersync: usersync.store names no primary: redis+sentinel://host/name [store-no-primary]
redis+cluster://host?db=1: usersync: a Redis cluster has no database other than 0 (db) [store-cluster-database]
redis://host?ca=/tmp/ca.pem: usersync: usersync.store: this parameter needs TLS, whose scheme begins with rediss (ca) [store-parameter-tls]
rediss://host?verify=maybe: usersync: usersync.store: verify is on or off (maybe) [store-verify]
rediss://host?ca=/no/such/ca.pem: usersync: cannot read the certificate authorities (/no/such/ca.pem) [tls-ca-unreadable]
rediss://host?cert=/no/such/cert.pem: usersync: ?cert= and ?key= of usersync.store belong together (key) [tls-cert-and-key]
rediss://host?cert=/no/such/cert.pem&key=/no/such/key.pem: usersync: cannot read the client certificate (/no/such/cert.pem) [tls-cert-unreadable]
