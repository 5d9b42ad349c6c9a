# shellcheck shell=bash disable=SC2034,SC2154
# Part: what a worker of php-fpm holds over 100 000 sessions, KiB resident
keyring=$work/keyring
new_keyring "$keyring"
fpm files "" session.save_handler=files "session.save_path=$work/files"
fpm ours usersync session.save_handler=usersync "usersync.store=sqlite:$work/ours" "usersync.keyring=$keyring"
rounds=1   # one long look, not a comparison
for name in files ours; do
  contender "$name" php -n "$here/resident.php" "$work/$name.sock" "$here/pages/counts.php" "$(fewer 100000)"
done
compare after
