# shellcheck shell=bash disable=SC2034,SC2154
# Part: many processes on one session in Redis, waits in milliseconds
"$here/peers" phpredis
keyring=$work/keyring
new_keyring "$keyring"
redis

crowd files "" files "$work/files"
crowd phpredis redis phpredis "$work/redis.sock"
crowd phpredis-default redis phpredis "$work/redis.sock-default"
our_crowd "redis+unix://$work/redis.sock"
compare wait
bound "wait p99" "ours / files <= 1.15"

pair files "" files "$work/files"
pair phpredis redis phpredis "$work/redis.sock"
our_pair "redis+unix://$work/redis.sock"
compare two
bound "two handed" "ours / phpredis >= 1.4"
note "wait: 32 processes, 25 increments each, 1 ms held, 1 ms between; kept: of 800 increments."
note "two: 2 processes, 200 increments each, 1 ms held, none between; handed: times a second that the session went from one to the other. phpredis $(phpredis_version) looks every millisecond; default: every 20."
