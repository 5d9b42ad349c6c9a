# shellcheck shell=bash
# Sourced by the runs whose tests need a mariadbd: one for all of a run's tests, on a private socket, stopped by its
# process id.
#   MYSQL_SERVER   another mariadbd than this machine's, beside its own mariadb-install-db, or a program called mysqld
mariadb_place='' mariadb_pid=''

# start_mariadb: leaves the socket in $mariadb_place/s, for a root without a password. Fails when there is none.
start_mariadb() {
  local tries
  mariadb_place=$(mktemp -d /tmp/usersync-mariadb-XXXXXX)
  local server=${MYSQL_SERVER:-$(command -v mariadbd || echo /usr/sbin/mariadbd)} install=mariadb-install-db
  if [[ $server == */mysqld ]]; then
    "$server" --no-defaults --user="$(id -un)" --datadir="$mariadb_place/data" --initialize-insecure >"$mariadb_place/log" 2>&1 || return 1
  else
    [[ -z ${MYSQL_SERVER:-} ]] || install=$(dirname "$MYSQL_SERVER")/mariadb-install-db
    "$install" --no-defaults --user="$(id -un)" --datadir="$mariadb_place/data" --skip-test-db --skip-name-resolve --force \
      --auth-root-authentication-method=normal >"$mariadb_place/log" 2>&1 || return 1
  fi
  "$server" --no-defaults --user="$(id -un)" --datadir="$mariadb_place/data" \
    --socket="$mariadb_place/s" --pid-file="$mariadb_place/pid" --skip-networking --skip-name-resolve --skip-log-bin \
    --innodb-buffer-pool-size=64M --innodb-flush-log-at-trx-commit=2 --max-allowed-packet=32M --max-connections=200 \
    >>"$mariadb_place/log" 2>&1 &
  mariadb_pid=$!
  for ((tries = 0; tries < 300; ++tries)); do
    if mariadb --no-defaults -u root -S "$mariadb_place/s" -e 'SELECT 1' >/dev/null 2>&1; then return 0; fi
    kill -0 "$mariadb_pid" 2>/dev/null || break
    sleep 0.1
  done
  tail -n 5 "$mariadb_place/log"
  return 1
}

stop_mariadb() {
  if [[ -n $mariadb_pid ]]; then
    kill "$mariadb_pid" 2>/dev/null || true
    wait "$mariadb_pid" 2>/dev/null || true
  fi
  if [[ -n $mariadb_place ]]; then rm -rf "$mariadb_place"; fi
  mariadb_place='' mariadb_pid=''
}
