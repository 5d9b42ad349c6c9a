# shellcheck shell=bash disable=SC2034,SC2154
# Part: a cycle with Redis over a unix socket, microseconds
"$here/peers" phpredis
keyring=$work/keyring
new_keyring "$keyring"
redis
socket=$work/redis.sock

for figure_kib in 1 10 100; do
  figure_kind=changed figure_cycles=$((3000 / figure_kib + 300)) figure="$figure_kib KiB"
  bytes=$(stored_bytes "$figure_kib")
  php_contender php "" php
  contender redis "$(program redis)" "$socket" "$bytes" "$(fewer "$figure_cycles")"
  contender aes "$(program aes -lcrypto)" "$bytes" "$(fewer "$figure_cycles")"
  php_contender phpredis redis phpredis "$socket"
  ours "redis+unix://$socket"
  compare "$figure"
  bound "$figure" "ours - aes / phpredis <= 1"
done
bound "1 KiB" "ours / php + redis + aes <= 1.25"
bound "1 KiB" "phpredis / ours >= 1.5"
bound "10 KiB" "ours / php + redis + aes <= 1.25"
bound "100 KiB" "ours / php + redis + aes <= 1.10"

figure_kib=1 figure_kind=unchanged figure_cycles=3000 bytes=$(stored_bytes 1)
php_contender php "" php
contender redis "$(program redis)" "$socket" "$bytes" "$(fewer 3000)" unchanged
contender open "$(program aes -lcrypto)" "$bytes" "$(fewer 3000)" open
php_contender phpredis redis phpredis "$socket"
ours "redis+unix://$socket"
compare "1 KiB unchanged"
bound "1 KiB unchanged" "ours / php + redis + open <= 1.25"
bound "1 KiB unchanged" "phpredis / ours >= 1.3"

start "$work/far.sock" "$(program distance)" "$work/far.sock" "$socket" 1
figure_kib=1 figure_kind=changed figure_cycles=200
php_contender phpredis redis phpredis "$work/far.sock"
ours "redis+unix://$work/far.sock"
compare "1 KiB, 1 ms away"
bound "1 KiB, 1 ms away" "phpredis / ours >= 1.9"

note "php: PHP itself, a handler over an array. redis: SET NX PX + GET, then SETEX + unlock (unchanged: the unlock), two trips, both waited for."
note "aes: bare AES-256-GCM, seal and open; open: only that. phpredis $(phpredis_version): locked, kept connection, early refresh, in clear."
note "1 ms away: each way, so that a trip is 2000."
