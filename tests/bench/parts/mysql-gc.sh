# shellcheck shell=bash disable=SC2034,SC2154
# Part: cycles of 1 KiB with MariaDB beside 1 000 000 expired rows, microseconds
keyring=$work/keyring
new_keyring "$keyring"
mariadb
table="mysql+unix://$work/mariadb.sock?database=bench&user=root"
figure_kib=1 figure_kind=changed figure_cycles=5000

# The store makes its table itself.
ours_as first "$table" -d usersync.gc_divisor=0
eval "${commands[0]}" >/dev/null
names=() commands=()
expired_rows() {
  sql "INSERT IGNORE INTO usersync_sessions (id, data, version, expires)
    WITH RECURSIVE ten (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM ten WHERE n < 9)
    SELECT UNHEX(LEFT(SHA2(CONCAT_WS(',', a.n, b.n, c.n, d.n, e.n, f.n), 256), 48)), REPEAT('x', 200), 1,
      UNIX_TIMESTAMP() - 86400 * (1 + a.n)
    FROM ten a, ten b, ten c, ten d, ten e, ten f" bench
}
say "writing 1 000 000 expired rows"
expired_rows

with_collector() {  # a program of its own collects meanwhile, as cron would: 1000 rows, ten times a second
  php_exec="exec" php_with usersync -d "usersync.keyring=$keyring" -d usersync.gc_divisor=0 "$here/collect.php" "$table" 1000 100 &
  local collector=$! status=0
  "$@" || status=$?
  kill "$collector" || status=1  # it has ended by itself: nothing was collected meanwhile
  wait "$collector" || true
  return "$status"
}
tail_as_figure() { "$@" | sed -n 's/^us /median /p; s/^tail /us /p'; }

ours_as quiet "$table" -d usersync.gc_divisor=0
ours_as collects "$table" -d usersync.gc_divisor=100
ours_as beside "$table" -d usersync.gc_divisor=0
commands[2]="with_collector ${commands[2]}"
for i in "${!commands[@]}"; do commands[i]="tail_as_figure ${commands[i]}"; done
compare p99
bound p99 "collects / quiet <= 1.5"
bound p99 "beside / quiet <= 1.5"
note "quiet: nobody collects. collects: one close in a hundred deletes 50 rows, the default. beside: another process deletes 1000 rows ten times a second."
