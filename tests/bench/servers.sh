# shellcheck shell=bash
# Sourced by tests/bench/run: servers of this run alone, on private sockets, stopped by their process ids.
server_pids=()

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
  pinned "$@" >>"$work/servers.log" 2>&1 &
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

# A php-fpm with one worker: fpm <name> <extensions> <-d settings...>. Its socket is $work/<name>.sock.
fpm() {
  local name=$1 extension loaded=(-d zend_extension=opcache)
  for extension in ${2//,/ }; do
    case $extension in
      usersync) loaded+=(-d "extension=$(module)") ;;
      redis) loaded+=(-d "extension=$(cat "$out/peers/redis.module")") ;;
      *) loaded+=(-d "extension=$extension") ;;
    esac
  done
  shift 2
  cat >"$work/$name.conf" <<END
[global]
error_log = $work/$name.log
daemonize = no
[bench]
listen = $work/$name.sock
pm = static
pm.max_children = 1
$(((EUID != 0)) || printf 'user = root\ngroup = root')
END
  start "$work/$name.sock" "$(fpm_binary)" -n -F $( ((EUID != 0)) || echo -R) "${loaded[@]}" -d session.use_cookies=0 \
    -d session.use_only_cookies=0 -d session.cache_limiter= -d session.gc_probability=0 "$@" -y "$work/$name.conf"
}

fpm_binary() { command -v php-fpm || ls /usr/sbin/php-fpm* | sort -V | tail -n 1; }

redis() {  # on $work/redis.sock; everything it holds is gone with it
  start "$work/redis.sock" redis-server --port 0 --unixsocket "$work/redis.sock" --dir "$work" --save '' --appendonly no \
    --maxmemory-policy noeviction
}
