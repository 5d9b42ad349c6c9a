<?php
// phpredis, locked, at its best settings: a kept connection, a look every millisecond for a lock that is taken, the
// expiry refreshed by the read. "-default" after the address leaves the waiting as it comes.
return function (string $socket): void {
    [$socket, $waiting] = explode('-', "$socket-tuned");
    ini_set('session.save_handler', 'redis');
    ini_set('session.save_path', "unix://$socket?persistent=1");
    ini_set('redis.session.locking_enabled', '1');
    ini_set('redis.session.early_refresh', '1');
    if ($waiting === 'tuned') {
        ini_set('redis.session.lock_wait_time', '1000');
        ini_set('redis.session.lock_retries', '30000');
    }
};
