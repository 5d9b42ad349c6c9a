# shellcheck shell=bash
# Sourced by every tests/*/run: counts and prints results, and ends with the line that bin/test adds up.
passed=0 failed=0 skipped=0

pass() { passed=$((passed + 1)); echo "  ok    $1"; }
fail() { failed=$((failed + 1)); echo "  FAIL  $1"; }
skip() { skipped=$((skipped + 1)); echo "  skip  $1: $2"; }  # with its reason

# check <sentence> <command...>: one test that is a command; its output is shown when it fails.
check() {
  local sentence=$1 output
  shift
  if output=$("$@" 2>&1); then
    pass "$sentence"
  else
    fail "$sentence"
    printf '%s\n' "$output" | tail -n 60 | cut -c1-300 | sed 's/^/        /'
  fi
}

finish() {  # nothing run is a failure: a part that finds no tests must not look green
  if ((passed + failed + skipped == 0)); then fail "no test was found"; fi
  echo "$passed passed, $failed failed, $skipped skipped"
  exit $((failed > 0))
}
