# shellcheck shell=bash disable=SC2034,SC2154
# Part: a cycle with the embedded store, microseconds
"$here/peers" symfony
keyring=$work/keyring
new_keyring "$keyring"

for figure_kib in 1 10 100; do
  figure_kind=changed figure_cycles=$((3000 / figure_kib + 300)) figure="$figure_kib KiB"
  bytes=$(stored_bytes "$figure_kib")
  php_contender php "" php
  contender sqlite "$(program sqlite -lsqlite3)" "$work/floor" "$bytes" "$(fewer "$figure_cycles")"
  contender aes "$(program aes -lcrypto)" "$bytes" "$(fewer "$figure_cycles")"
  php_contender files "" files "$work/files"
  php_contender symfony pdo,pdo_sqlite symfony "sqlite:$work/symfony.db"
  ours "sqlite:$work/ours"
  compare "$figure"
done
bound "1 KiB" "ours / php + sqlite + aes <= 1.25"
bound "1 KiB" "symfony / ours >= 1.6"
bound "10 KiB" "ours / php + sqlite + aes <= 1.25"
bound "100 KiB" "ours / php + sqlite + aes <= 1.15"
bound "100 KiB" "symfony / ours >= 1"

figure_kib=1 figure_kind=unchanged figure_cycles=3000
php_contender php "" php
php_contender files "" files "$work/files"
php_contender symfony pdo,pdo_sqlite symfony "sqlite:$work/symfony.db"
ours "sqlite:$work/ours"
compare "1 KiB unchanged"
bound "1 KiB unchanged" "ours / files <= 1.5"

note "php: PHP itself, a handler over an array. sqlite: WAL, kept handle, BEGIN IMMEDIATE, SELECT, upsert, COMMIT."
note "aes: bare AES-256-GCM, seal and open. files and symfony ($(peer_version symfony/http-foundation)) store in clear; ours is sealed."
