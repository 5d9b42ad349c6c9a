# shellcheck shell=bash disable=SC2034,SC2154
# Part: what the module costs a request that uses no session
#
# Twice: as time through php-fpm, and as instructions, which no noise can hide, in php-cgi under valgrind.
keyring=$work/keyring
new_keyring "$keyring"
settings=(session.save_handler=usersync "usersync.store=sqlite:$work/ours" "usersync.keyring=$keyring")
fpm without ""
fpm with usersync "${settings[@]}"
for name in without with; do
  contender "$name" php -n "$here/requests.php" "$work/$name.sock" "$here/pages/plain.php" "$(fewer 5000)"
done
compare "request us"
bound "request us" "with / without <= 1.01"

instructions() {  # <requests> <php-cgi options...>: all that php-cgi executes from start to end, serving so many
  local requests=$1 socket=$work/cgi.sock server
  shift
  rm -f "$socket"
  PHP_FCGI_MAX_REQUESTS=$requests valgrind --tool=callgrind --callgrind-out-file="$work/callgrind" \
    php-cgi -n "$@" -b "$socket" 2>"$work/valgrind" &
  server=$!
  until [[ -S $socket ]] || ! kill -0 "$server"; do sleep 0.05; done
  php -n -r 'require $argv[1]; while ($argv[4]-- > 0) fastcgi($argv[2], $argv[3]);' \
    "$here/fastcgi.php" "$socket" "$here/pages/plain.php" "$requests"
  wait "$server" || true
  sed -n 's/.*Collected : //p' "$work/valgrind"
}
each() {  # prints "us" because that is what the harness reads: instructions a request
  echo "us $((($(instructions 60 "$@") - $(instructions 10 "$@")) / 50))"
}
if command -v valgrind php-cgi >/dev/null; then
  rounds=1
  contender without each
  contender with each -d "extension=$(module)" "${settings[@]/#/-d}"
  compare instructions
  bound instructions "with / without <= 1.01"
else
  note "instructions are not counted: valgrind or php-cgi is missing."
fi
