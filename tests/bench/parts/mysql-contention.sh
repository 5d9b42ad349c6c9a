# shellcheck shell=bash disable=SC2034,SC2154
# Part: 32 processes, 25 increments each of one session in MariaDB, 1 ms held, 1 ms between; waits in milliseconds
"$here/peers" symfony
keyring=$work/keyring
new_keyring "$keyring"
mariadb
crowd files "" files "$work/files"
crowd symfony mysqlnd,pdo,pdo_mysql symfony "mysql:unix_socket=$work/mariadb.sock;dbname=bench|root"
our_crowd "mysql+unix://$work/mariadb.sock?database=bench&user=root"
compare wait
bound "wait p99" "ours / symfony <= 1.3"
note "kept: of 800 increments."
