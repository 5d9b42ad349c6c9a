--TEST--
A Redis server that refuses is one warning that says whose fault it is, and the old session stays
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
$visit = 'session_id("x"); if (session_start()) echo "was ", $_SESSION["n"] ?? "new", "\n"; $_SESSION["n"] = %d; session_write_close();';
$says = function (string $what, string $said) use ($directory): void {
    // PHP's own words follow ours; the warning is what is ours.
    preg_match_all('/Warning: (.*?) in Standard input code on line/', str_replace($directory, 'DIR', $said), $found);
    $ours = array_filter($found[1], fn ($one) => !str_contains($one, 'Failed to '));
    echo $what, ': ', implode(' | ', $ours) ?: $said, "\n";
};
echo other(sprintf($visit, 1));

$server->ask('CONFIG', 'SET', 'maxmemory', '1');
$says('OOM', other(sprintf($visit, 2)));
$server->ask('CONFIG', 'SET', 'maxmemory', '0');

$server->ask('CONFIG', 'SET', 'requirepass', 'geheim');
$says('NOAUTH', other(sprintf($visit, 3)));
$server->stop();
$server->start();
echo other(sprintf($visit, 4));

$server->ask('REPLICAOF', '127.0.0.1', '1');
$says('READONLY', other(sprintf($visit, 5)));
$server->ask('REPLICAOF', 'NO', 'ONE');

$server->ask('ACL', 'SETUSER', 'default', '-evalsha');
$says('NOPERM', other(sprintf($visit, 6)));
$server->ask('ACL', 'SETUSER', 'default', '+evalsha');

$one = stream_socket_client("unix://{$server->socket()}");
$most = fn (int $clients) => fwrite($one, "CONFIG SET maxclients $clients\r\n") && fgets($one);
$most(1);
$says('MAXCLIENTS', other(sprintf($visit, 7)));
$most(100);

echo 'kept ', stored('x')['n'], "\n";
?>
--EXPECT--
was new
OOM: session_start(): usersync: the Redis server has reached its maxmemory (redis DIR/redis.sock db 0); raise it [redis-full]
NOAUTH: session_start(): usersync: the Redis server wants a password (redis DIR/redis.sock db 0); name one with ?password_file= or ?password_env= [redis-no-password]
was new
READONLY: session_start(): usersync: the Redis server is a replica and takes no writes (redis DIR/redis.sock db 0); name the primary, or use redis+sentinel [redis-read-only]
NOPERM: session_write_close(): usersync: the Redis ACL does not allow this user what a session store needs (redis DIR/redis.sock db 0) [redis-no-permission]
MAXCLIENTS: session_start(): usersync: the Redis server has reached its maxclients (redis DIR/redis.sock db 0); raise it [redis-max-clients]
kept 4
