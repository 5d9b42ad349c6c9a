# shellcheck shell=bash
# Sourced by tests/bench/run: servers of this run alone, on private sockets, stopped by their process ids.
server_pids=()
work=${work:-} cpu=${cpu:-}  # the harness sets them
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
as_root=
((EUID != 0)) || as_root=yes

stop_servers() {
  local pid
  for pid in "${server_pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${server_pids[@]}"; do wait "$pid" 2>/dev/null || true; done
  server_pids=()
}

# start <socket> <command...>: on the benchmark's processor, until it listens.
start() {
  local socket=$1 tries
  shift
  # Not through a function: $! would be a shell that waits for the server, and the server would survive it.
  taskset -c "$cpu" "$@" >>"$work/servers.log" 2>&1 &
  server_pids+=($!)
  for ((tries = 0; tries < 200; ++tries)); do
    [[ ! -S $socket ]] || return 0
    kill -0 $! 2>/dev/null || break
    sleep 0.05
  done
  echo "$1 did not start:" >&2
  tail -n 10 "$work/servers.log" >&2
  return 1
}

# A php-fpm with one worker: fpm <name> <extensions> <setting=value...>. Its socket is $work/<name>.sock.
fpm() {
  local name=$1 setting loaded
  mapfile -t loaded < <(loading "$2")
  shift 2
  {
    cat <<END
[global]
error_log = $work/$name.log
daemonize = no
[bench]
listen = $work/$name.sock
pm = static
pm.max_children = 1
${as_root:+user = root}
${as_root:+group = root}
END
    # Not with -d: there a value with ? or & ends the reading of all that follow.
    for setting in session.use_cookies=0 session.use_only_cookies=0 session.cache_limiter= session.gc_probability=0 "$@"; do
      echo "php_admin_value[${setting%%=*}] = \"${setting#*=}\""
    done
  } >"$work/$name.conf"
  start "$work/$name.sock" "$(fpm_binary)" -n -F ${as_root:+-R} "${loaded[@]}" -y "$work/$name.conf"
}

fpm_binary() { command -v php-fpm || printf '%s\n' /usr/sbin/php-fpm* | sort -V | tail -n 1; }

redis() {  # on $work/redis.sock; everything it holds is gone with it
  start "$work/redis.sock" redis-server --port 0 --unixsocket "$work/redis.sock" --dir "$work" --save '' --appendonly no \
    --maxmemory-policy noeviction
}

mariadb() {  # on $work/mariadb.sock, with a database "bench" and a root without a password
  mariadb-install-db --no-defaults --user="$(id -un)" --datadir="$work/mariadb" --skip-test-db \
    --auth-root-authentication-method=normal >"$work/servers.log" 2>&1
  start "$work/mariadb.sock" "$(command -v mariadbd || echo /usr/sbin/mariadbd)" --no-defaults --user="$(id -un)" \
    --datadir="$work/mariadb" --socket="$work/mariadb.sock" --skip-networking --skip-log-bin --max-connections=200 \
    --innodb-buffer-pool-size=128M --innodb-flush-log-at-trx-commit=2 --max-allowed-packet=64M
  sql 'CREATE DATABASE bench'
}

sql() { php_with mysqlnd,mysqli -r '
  mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
  $server = new mysqli(null, "root", "", $argv[2], null, $argv[1]);
  $server->multi_query($argv[3]);
  while ($server->more_results()) $server->next_result();
' "$work/mariadb.sock" "${2:-}" "$1"; }

# nginx on $work/web.sock: /<pool>/<page> is a page of tests/bench/pages, run by the php-fpm of that name.
web() {
  local pool
  {
    cat <<END
daemon off;
worker_processes 1;
pid $work/nginx.pid;
error_log $work/nginx.log;
${as_root:+user root;}
events {}
http {
  access_log off;
  keepalive_requests 1000000;
  client_body_temp_path $work/nginx-body;
  fastcgi_temp_path $work/nginx-fastcgi;
  proxy_temp_path $work/nginx-proxy;
  scgi_temp_path $work/nginx-scgi;
  uwsgi_temp_path $work/nginx-uwsgi;
  server {
    listen unix:$work/web.sock;
END
    for pool in "$@"; do
      cat <<END
    location ~ ^/$pool/(.*)\$ {
      fastcgi_pass unix:$work/$pool.sock;
      fastcgi_param SCRIPT_FILENAME $here/pages/\$1;
      fastcgi_param REQUEST_METHOD GET;
    }
END
    done
    echo '  }'
    echo '}'
  } >"$work/nginx.conf"
  start "$work/web.sock" "$(command -v nginx || echo /usr/sbin/nginx)" -c "$work/nginx.conf" -e "$work/nginx.log"
}
