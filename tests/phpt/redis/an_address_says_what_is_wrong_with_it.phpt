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
redi://host: an unknown kind of store (redi)
redis://: a store address names no host
redis://host:0: a port is a number from 1 to 65535 (0)
redis://host:65536: a port is a number from 1 to 65535 (65536)
redis://host:port: a port is a number from 1 to 65535 (port)
redis://host/many: a Redis address: the database behind the host is a number (/many)
redis://host?db=-1: a Redis address: this parameter is a small whole number (db)
redis://host/1?db=2: a Redis address: the database is given twice (db)
redis://host?colour=red: a Redis address: unknown parameter (colour)
redis://host?replicas=x: a Redis address: this parameter is a small whole number (replicas)
redis://a,b: this kind of store has one host (redis)
redis+unix://: a socket's address names no path
redis+sentinel://host: a Sentinel address names its primary: redis+sentinel://host/name
redis+cluster://host?db=1: a Redis cluster has no databases but 0 (db)
redis://host?ca=/tmp/ca.pem: a Redis address: this parameter is for TLS, whose scheme begins with rediss (ca)
rediss://host?verify=maybe: a Redis address: verify is on or off (maybe)
rediss://host?ca=/no/such/ca.pem: the certificate authorities cannot be read (/no/such/ca.pem)
rediss://host?cert=/no/such/cert.pem: cert and key come together (key)
rediss://host?cert=/no/such/cert.pem&key=/no/such/key.pem: the client certificate cannot be read (/no/such/cert.pem)
