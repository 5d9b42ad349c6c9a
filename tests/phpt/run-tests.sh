# shellcheck shell=bash
# Sourced by the runs that use PHP's run-tests.php.

# run_phpt <label> <php> <module> <directory of tests> <part of a file name> [more for run-tests]
# Runs a copy of the tests, because run-tests.php leaves its diffs beside them; the rest of the tree stands around the
# copy as symlinks. Adds to the tally, and shows every test that did not pass.
run_phpt() {
  local label=$1 executable=$2 module=$3 tests=$4 name=$5 work=$PWD/build/phpt/$1 entry log
  shift 5
  rm -rf "$work"
  mkdir -p "$work/tests" "$work/tmp"
  for entry in * tests/*; do
    case $entry in
      build | tests | "$tests") ;;
      *) ln -s "$PWD/$entry" "$work/$entry" ;;
    esac
  done
  cp -r "$tests" "$work/$tests"
  cp "$module" "$work/usersync.so"  # whoever builds meanwhile does not pull it from under the tests
  local files=()
  mapfile -t files < <(cd "$work" && find "$tests" -name '*.phpt' | grep -F -- "$name" | sort)
  if ((${#files[@]} == 0)); then return; fi

  log=$work/log
  (
    cd "$work"
    export TEST_PHP_EXECUTABLE=$executable TMPDIR=$work/tmp SANITIZER_REPORTS=$work/sanitizer
    export NO_INTERACTION=1 SKIP_ONLINE_TESTS=1 REPORT_EXIT_STATUS=1
    "${PHP_TO_RUN:-$executable}" -n "$(dirname "$module")/../source/run-tests.php" -q -n --no-color --no-progress -j"${JOBS:-$(nproc)}" -g FAIL,BORK,WARN,LEAK,XFAIL,SKIP \
      -p "$executable" -d extension="$work/usersync.so" "$@" "${files[@]}"
  ) >"$log" 2>&1 || true
  tally_phpt "$label" "$log"

  # A report written by a child of a test counts as well, whatever the test made of the child's output.
  local report untold=0
  for report in "$work"/sanitizer.*; do
    [[ -e $report ]] || continue
    # The leak checker's own tracer sometimes dies while a process ends. It has then checked nothing;
    # findings of AddressSanitizer and UBSan have a report of another shape. A few in hundreds are accepted.
    if ! grep -qE 'ERROR: |runtime error' "$report" && checker_died "$report"; then
      untold=$((untold + 1))
      echo "  note  the leak checker died at the end of one process ($label)"
      ((untold > 10)) || continue
    fi
    fail "nothing for a sanitizer to report ($label)"
    head -n 40 "$report" | sed 's/^/        /'
  done
}

# tally_phpt <label> <log of run-tests.php>
tally_phpt() {
  local label=$1 log=$2 good bad none retried
  good=$(number_of 'Tests passed' "$log")
  bad=$(($(number_of 'Tests failed' "$log") + $(number_of 'Tests warned' "$log") + $(number_of 'Tests borked' "$log") +
    $(number_of 'Tests leaked' "$log")))
  none=$(($(number_of 'Tests skipped' "$log") + $(number_of 'Expected fail' "$log")))
  # run-tests.php tries a test that sleeps a second time, and warns. Where the leak checker died in the first, that was why.
  retried=$(grep -c '^WARN .*passed on retry' "$log" || true)
  if ((retried > 0)) && checker_died "$(dirname "$log")"/sanitizer.*; then
    good=$((good + retried)) bad=$((bad - retried))
    echo "  note  $retried passed on a second try, after the leak checker had died ($label)"
    sed -i '/^WARN .*passed on retry/d' "$log"
  fi
  passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + none))
  grep -E '^(SKIP|XFAIL) ' "$log" | sed 's/^/  /' || true
  if ((good + bad + none == 0)); then
    fail "run-tests.php runs ($label)"
    tail -n 30 "$log"
  fi
  local file
  while read -r file; do
    echo "  FAIL  ($label) $file"
    head -n 60 "$(dirname "$log")/${file%.phpt}.diff" 2>/dev/null | sed 's/^/        /' || true
    echo
  done < <(grep -E '^(FAIL|BORK|WARN|LEAK)' "$log" | grep -oE '[^ []+\.phpt' | sort -u)
}

checker_died() { grep -qs 'LeakSanitizer has encountered a fatal error' "$@"; }

number_of() { sed -nE "s/^$1 +: +([0-9]+).*/\\1/p" "$2" | head -n 1 | grep . || echo 0; }
