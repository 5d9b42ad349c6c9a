# shellcheck shell=bash
# Sourced by tests/bench/run; the parts are written in these words:
#   php_contender <name> <extensions> <handler> [address]   a session handler, run by cycle.php
#   contender <name> <command...>                           anything that prints "us <microseconds>"
#   compare <figure>                                        runs the contenders named since the last figure, in rounds
#   bound <figure> <sum / sum, <= or >=, number>            says how the figure should turn out
#   note <sentence>                                         stands below the table
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
out=$root/build/bench
cpu=${BENCH_CPU:-$(($(nproc) - 1))}
rounds=5
[[ -z ${quick:-} ]] || rounds=3
mkdir -p "$out/results" "$out/bin"
php_settings=() names=() commands=()
figure_kind=changed figure_kib=1 figure_cycles=1000 figure_between=0

say() { echo "  $*" >&2; }

say_machine() {
  local model
  model=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)
  echo "$(uname -n), $(uname -sm), ${model:-unknown processor}, $(nproc) processors"
  echo "PHP $(php -r 'echo PHP_VERSION;'), usersync $(module_version), $(date -u +%F); all on processor $cpu${quick:+; quick, not to be quoted}"
}

module() {
  echo "${BENCH_MODULE:?}"
}

module_version() { php -n -d "extension=$(module)" -r 'echo phpversion("usersync");'; }

pinned() { taskset -c "$cpu" "$@"; }

# A directory of a part's own, and where its measurements go.
begin() {
  results=$out/results/$1.tsv
  bounds=$out/results/$1.bounds
  notes=$out/results/$1.notes
  for file in "$results" "$bounds" "$notes"; do : >"$file"; done
  work=$(mktemp -d)
  mkdir "$work/"{files,ours,floor}
  names=() commands=()
}

report() { php -n "$here/report.php" "$results" "$bounds" "$notes"; }

note() { echo "$*" >>"$notes"; }
bound() { printf '%s\t%s\n' "$1" "$2" >>"$bounds"; }

contender() {
  names+=("$1")
  shift
  commands+=("$(printf '%q ' "$@")")
}

# PHP with nothing but what the contender needs. A comma separated list of extensions, in the order of loading;
# "usersync" and "redis" are the ones built here.
php_with() {
  local loaded
  mapfile -t loaded < <(loading "$1")
  shift
  ${php_exec:-} php -n "${loaded[@]}" -d opcache.enable_cli=1 -d memory_limit=512M "$@"
}

loading() {
  local name
  printf '%s\n' -d zend_extension=opcache
  for name in ${1//,/ }; do
    case $name in
      usersync) name=$(module) ;;
      redis) name=$(cat "$out/peers/redis.module") ;;
    esac
    printf '%s\n' -d "extension=$name"
  done
}

# figure_kind, figure_kib, figure_cycles and figure_between (milliseconds) are what the part says of the figure before
# it names its contenders.
php_contender() {
  contender "$1" php_with "$2" "${php_settings[@]}" "$here/cycle.php" "$3" "$figure_kind" "$figure_kib" \
    "$(fewer "$figure_cycles")" "${4:-}" "$figure_between"
}

fewer() { if [[ -n $quick ]]; then echo $(($1 / 10)); else echo "$1"; fi; }

# A shell of its own, so that what is pinned is everything the command starts. Anything but figures is a complaint.
take_turn() {
  (
    taskset -cp "$cpu" "$BASHPID" >/dev/null
    eval "$1"
  ) >"$work/said" 2>"$work/complained" && ! grep -qvE '^[a-z0-9-]+ -?[0-9.]+$' "$work/said"
}

compare() {
  local figure=$1 round i value key
  for ((round = 1; round <= rounds; ++round)); do
    for i in "${!names[@]}"; do
      if ! take_turn "${commands[i]}"; then
        say "${names[i]} ($figure) failed:"
        head -n 4 "$work/complained" "$work/said" >&2
        return 1
      fi
      while read -r key value; do
        if [[ $key == us ]]; then key=$figure; else key="$figure $key"; fi
        printf '%s\t%s\t%s\t%s\n' "$key" "${names[i]}" "$round" "$value" >>"$results"
      done <"$work/said"
    done
    say "$figure: round $round of $rounds"
  done
  names=() commands=()
}

# The small C++ programs, built once for each state of their source.
program() {
  local name=$1 source=$here/floors/$1.cpp binary=$out/bin/$1
  shift
  if [[ ! -x $binary || $source -nt $binary || $here/floors/floor.h -nt $binary ]]; then
    g++ -std=c++20 -O2 -Wall -Wextra -Werror -o "$binary" "$source" "$@" >&2
  fi
  echo "$binary"
}

# What is stored of a session of so many KiB: record header 18, envelope 40 and tag 16 (docs/formats.md).
stored_bytes() { echo $(($1 * 1024 + 74)); }

new_keyring() {
  # PASERK k3.local: base64url without padding (docs/formats.md).
  (umask 077; php -n -r 'echo "k3.local.", rtrim(strtr(base64_encode(random_bytes(32)), "+/", "-_"), "="), "\n";' >"$1")
}

ours() { ours_as ours "$1"; }
ours_as() {  # <name> <store> [-d settings...]
  local name=$1 store=$2
  shift 2
  local php_settings=(-d "usersync.keyring=$keyring" "$@")
  php_contender "$name" usersync usersync "$store"
}

peer_version() {  # as Composer has it
  php -n -r '
    $installed = require $argv[1];
    echo $installed["versions"][$argv[2]]["pretty_version"] ?? "missing";
  ' "$out/peers/vendor/composer/installed.php" "$1"
}

# 32 processes, 25 increments each, 1 ms held, 1 ms between: the crowd of the contention figures.
crowd() {
  contender "$1" php_with "$2" "${php_settings[@]}" "$here/contention.php" "$3" 32 25 1 1 "${4:-}"
}
our_crowd() {
  local php_settings=(-d "usersync.keyring=$keyring")
  crowd ours usersync usersync "$1"
}

# 2 processes that leave each other no pause: how fast a lock changes hands.
pair() {
  contender "$1" php_with "$2" "${php_settings[@]}" "$here/contention.php" "$3" 2 200 1 0 "${4:-}"
}
our_pair() {
  local php_settings=(-d "usersync.keyring=$keyring")
  pair ours usersync usersync "$1"
}

phpredis_version() { php_with redis -r 'echo phpversion("redis");'; }

defuse_version() {
  local version
  version=$(peer_version defuse/php-encryption)
  if [[ $version == missing ]]; then echo "its format, without the library"; else echo "$version"; fi
}

wp_options_table() {  # as WordPress makes it (wp-admin/includes/schema.php)
  sql "CREATE TABLE wp_options (option_id bigint(20) unsigned NOT NULL auto_increment, option_name varchar(191) NOT NULL
    default '', option_value longtext NOT NULL, autoload varchar(20) NOT NULL default 'yes', PRIMARY KEY (option_id),
    UNIQUE KEY option_name (option_name), KEY autoload (autoload)) DEFAULT CHARACTER SET utf8mb4" bench
}
