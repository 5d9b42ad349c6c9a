# shellcheck shell=bash disable=SC2034,SC2154
# Part: 32 processes, 25 increments each of one session, 1 ms held, 1 ms between; waits in milliseconds
keyring=$work/keyring
new_keyring "$keyring"
crowd files "" files "$work/files"
our_crowd "sqlite:$work/ours"
compare wait
bound "wait p99" "ours / files <= 1.3"
note "kept: of 800 increments."
