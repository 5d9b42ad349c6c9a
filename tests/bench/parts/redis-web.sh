# shellcheck shell=bash disable=SC2034,SC2154
# Part: a request of 1 KiB, changed, through nginx and php-fpm with Redis, microseconds
"$here/peers" phpredis
keyring=$work/keyring
new_keyring "$keyring"
redis
fpm plain ""
fpm files "" session.save_handler=files "session.save_path=$work/files"
fpm phpredis redis session.save_handler=redis "session.save_path=unix://$work/redis.sock?persistent=1" \
  redis.session.locking_enabled=1 redis.session.early_refresh=1 redis.session.lock_wait_time=1000 \
  redis.session.lock_retries=30000
fpm ours usersync session.save_handler=usersync "usersync.store=redis+unix://$work/redis.sock" "usersync.keyring=$keyring"
web plain files phpredis ours
contender plain php -n "$here/requests.php" "$work/web.sock" /plain/plain.php "$(fewer 3000)"
for name in files phpredis ours; do
  contender "$name" php -n "$here/requests.php" "$work/web.sock" "/$name/counts.php" "$(fewer 3000)"
done
compare request
bound request "ours - plain / phpredis - plain <= 0.75"
note "plain: a page without a session; what the others take above it is the session's. phpredis $(phpredis_version), locked, in clear; ours is sealed."
