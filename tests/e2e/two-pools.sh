#!/usr/bin/env bash
# Two users' FPM pools with one keyring and one sticky directory cannot use each other's session ids; root's keyring stays root's
set -euo pipefail

work=$(mktemp -d)
chmod 755 "$work"
trap 'kill $(cat "$work"/*.pid) 2>/dev/null || true; rm -rf "$work"' EXIT
fpm=$(command -v php-fpm8.2 || command -v php-fpm || echo /usr/sbin/php-fpm8.2)

# A directory like Debian's /var/lib/php/sessions, and a keyring that only the master may read.
mkdir "$work/sessions" "$work/site"
chmod 1733 "$work/sessions"
php -n -d extension="$MODULE" -r 'echo usersync_key_generate(), "\n";' >"$work/keyring"
chmod 400 "$work/keyring"
cat >"$work/site/index.php" <<'PHP'
<?php
session_id($_GET['id']);
$opened = session_start();
if (isset($_GET['put'])) $_SESSION['secret'] = $_GET['put'];
echo json_encode([$opened, $_SESSION['secret'] ?? null, usersync_info()['scope'], is_readable($_GET['keyring']), error_get_last()['message'] ?? null]);
PHP

cat >"$work/php.ini" <<END
extension=$MODULE
usersync.keyring=$work/keyring
session.save_handler=usersync
session.save_path=$work/sessions
session.use_cookies=0
END
{
  echo "[global]"
  echo "error_log=$work/fpm.log"
  echo "pid=$work/fpm.pid"
  for user in www-data nobody; do
    echo "[$user]"
    echo "user=$user"
    echo "listen=$work/$user.sock"
    echo "listen.mode=0666"
    echo "pm=static"
    echo "pm.max_children=1"
  done
} >"$work/fpm.conf"
PHP_INI_SCAN_DIR="" "$fpm" -c "$work/php.ini" --daemonize --fpm-config "$work/fpm.conf"

ask() {  # ask POOL QUERY
  php -n -r 'require "tests/bench/fastcgi.php"; echo fastcgi($argv[1], $argv[2], $argv[3]);' \
    "$work/$1.sock" "$work/site/index.php" "$2&keyring=$work/keyring"
}
expect() {
  [[ $1 == "$2" ]] || { echo "expected $2, got $1"; cat "$work/fpm.log"; exit 1; }
}
www=$(id -u www-data) nobody=$(id -u nobody)
expect "$(ask www-data "id=shared&put=mine")" "[true,\"mine\",\"uid:$www\",false,null]"
expect "$(ask www-data "id=shared")" "[true,\"mine\",\"uid:$www\",false,null]"
expect "$(ask nobody "id=shared")" "[true,null,\"uid:$nobody\",false,null]"
expect "$(ask nobody "id=shared&put=yours")" "[true,\"yours\",\"uid:$nobody\",false,null]"
expect "$(ask www-data "id=shared")" "[true,\"mine\",\"uid:$www\",false,null]"

# Even the row itself is of no use to the other: moved into the other database, it does not open.
mv "$work/sessions/usersync-$nobody" "$work/sessions/kept"
kill "$(cat "$work/fpm.pid")"
while [[ -e $work/fpm.pid ]]; do sleep 0.05; done
cp -r "$work/sessions/usersync-$www" "$work/sessions/usersync-$nobody"
chown -R nobody "$work/sessions/usersync-$nobody"
PHP_INI_SCAN_DIR="" "$fpm" -c "$work/php.ini" --daemonize --fpm-config "$work/fpm.conf"
expect "$(ask nobody "id=shared")" "[true,null,\"uid:$nobody\",false,null]"
echo "two pools, one keyring, one directory: nothing shared"
