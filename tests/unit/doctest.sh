# shellcheck shell=bash
# Sourced by the runs that use the unit test program.
unit=build/unit/asan/unit
name=${1:-}

build_unit() {
  echo "  building the core without PHP, under ASan and UBSan"
  mkdir -p build/unit
  if ! make -f tests/unit/Makefile -k -j"${JOBS:-$(nproc)}" unit VARIANT=asan >build/unit/build.log 2>&1; then
    grep -E -A6 'error:|undefined reference|multiple definition' build/unit/build.log | head -n 60
    fail "the core and its tests compile, and link without PHP"
    finish
  fi
}

run_doctest() {  # run_doctest <what> <filter...>: every test case counts as one test
  local what=$1 log=build/unit/doctest.log status=0
  shift
  echo "  running $what"
  "$unit" --no-colors --duration "$@" ${name:+"--test-case=*$name*"} >"$log" 2>&1 || status=$?
  if [[ $(grep '^\[doctest\] test cases:' "$log") =~ :\ +[0-9]+\ \|\ +([0-9]+)\ passed\ \|\ +([0-9]+)\ failed ]]; then
    passed=$((passed + BASH_REMATCH[1]))
    failed=$((failed + BASH_REMATCH[2]))
    if ((status != 0 && BASH_REMATCH[2] == 0)); then fail "$what end without a report by a sanitizer"; fi
  else
    fail "$what run to their end"
  fi
  sed -nE 's/^([0-9.]+ s: )/  slowest: \1/p' "$log" | sort -t: -k2 -rn | head -n 3 || true
  if ((status != 0)); then grep -vE '^[0-9.]+ s: ' "$log" | tail -n 100; fi
}
