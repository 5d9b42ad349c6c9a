# shellcheck shell=bash
# Sourced by the runs whose tests are C++: they build a program without PHP and run what it holds.
name=${1:-}

build_program() {  # build_program unit|fault
  echo "  building the core without PHP, under ASan and UBSan"
  mkdir -p build/unit
  exec 9>build/unit/lock  # parts that run side by side build one after the other
  flock 9
  if ! make -f tests/unit/Makefile -k -j"${JOBS:-$(nproc)}" "$1" VARIANT=asan >"build/unit/$1-build.log" 2>&1 9>&-; then
    grep -E -A6 'error:|undefined reference|multiple definition' "build/unit/$1-build.log" | head -n 60
    fail "the core and its tests compile, and link without PHP"
    finish
  fi
  exec 9>&-
}

run_program() {  # run_program unit|fault <filter...>: every test case counts as one test
  local log=build/unit/$1.log status=0 program=build/unit/asan/$1
  shift
  echo "  running"
  "$program" --no-colors --duration "$@" ${name:+"--test-case=*$name*"} >"$log" 2>&1 || status=$?
  if [[ $(grep '^\[doctest\] test cases:' "$log") =~ :\ +[0-9]+\ \|\ +([0-9]+)\ passed\ \|\ +([0-9]+)\ failed ]]; then
    passed=$((passed + BASH_REMATCH[1]))
    failed=$((failed + BASH_REMATCH[2]))
    if ((status != 0 && BASH_REMATCH[2] == 0)); then fail "no sanitizer has anything to report"; fi
  else
    fail "the tests run to their end"
  fi
  sed -nE 's/^([0-9.]+ s: )/\1/p' "$log" | sort -rn | sed -n '1,3s/^/  slowest: /p'
  if ((status != 0)); then grep -vE '^[0-9.]+ s: ' "$log" | tail -n 100; fi
}
