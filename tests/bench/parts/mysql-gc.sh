# shellcheck shell=bash disable=SC2034,SC2154
# Part: the p99 of cycles of 1 KiB with MariaDB beside 1 000 000 expired rows, microseconds
keyring=$work/keyring
new_keyring "$keyring"
mariadb
table="mysql+unix://$work/mariadb.sock?database=bench&user=root"
figure_kib=1 figure_kind=changed figure_cycles=1000
# A p99 is as good as the hundredth part of its cycles: many short rounds, in turn, and the median of their p99s.
rounds=$((rounds * 3))

# The store makes its table itself.
ours_as first "$table" -d usersync.gc_divisor=0
eval "${commands[0]}" >/dev/null
names=() commands=()
expired_rows() {  # ten days of them, in no order of their ids; the index afterwards, because that is faster
  sql "ALTER TABLE usersync_sessions DROP KEY expires;
    INSERT INTO usersync_sessions (id, data, version, expires)
      SELECT UNHEX(CONCAT(LPAD(HEX(seq * 4294), 8, '0'), LEFT(SHA2(seq, 256), 40))), REPEAT('x', 200), 1,
        UNIX_TIMESTAMP() - 1 - CRC32(seq) % 864000 FROM seq_1_to_1000000;
    ALTER TABLE usersync_sessions ADD KEY expires (expires)" bench
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

for figure_between in 1 0; do
  figure="p99, $figure_between ms between"
  ours_as quiet "$table" -d usersync.gc_divisor=0
  ours_as collects "$table" -d usersync.gc_divisor=100
  ours_as beside "$table" -d usersync.gc_divisor=0
  commands[2]="with_collector ${commands[2]}"
  for i in "${!commands[@]}"; do commands[i]="tail_as_figure ${commands[i]}"; done
  compare "$figure"
  bound "$figure" "collects / quiet <= 1.5"
  bound "$figure" "beside / quiet <= 1.5"
done
note "quiet: nobody collects. collects: one close in ten deletes 5 rows, the default. beside: another process deletes 1000 rows ten times a second."
note "1 ms between: a worker's pause between two requests. 0: none, the processor is never idle, and what one request leaves behind the next pays."
