# shellcheck shell=bash disable=SC2034,SC2154
# Part: a cycle with MariaDB over a unix socket, microseconds
"$here/peers" symfony defuse
keyring=$work/keyring
new_keyring "$keyring"
mariadb
socket=$work/mariadb.sock
table="mysql+unix://$socket?database=bench&user=root"
options="wp-options+$table&table_prefix=wp_"
wp_options_table

read -ra libmariadb < <(pkg-config --cflags --libs libmariadb)

mysql_contenders() {
  php_contender symfony mysqlnd,pdo,pdo_mysql symfony "mysql:unix_socket=$socket;dbname=bench|root"
  php_contender wp-sm mysqlnd,mysqli wp_session_manager "$socket"
  ours "$table"
  ours_as options "$options"
}

for figure_kib in 1 10 100; do
  figure_kind=changed figure_cycles=$((2000 / figure_kib + 200)) figure="$figure_kib KiB"
  bytes=$(stored_bytes "$figure_kib")
  php_contender php "" php
  contender mariadb "$(program mysql "${libmariadb[@]}")" "$socket" "$bytes" "$(fewer "$figure_cycles")"
  contender aes "$(program aes -lcrypto)" "$bytes" "$(fewer "$figure_cycles")"
  mysql_contenders
  compare "$figure"
  bound "$figure" "options / ours <= 1.6"
done
bound "1 KiB" "ours / php + mariadb + aes <= 1.25"
bound "1 KiB" "symfony / ours >= 1.8"
bound "100 KiB" "symfony / ours >= 3"
if [[ -d $out/peers/vendor/defuse/php-encryption ]]; then
  bound "1 KiB" "wp-sm / ours >= 7"
  bound "100 KiB" "wp-sm / ours >= 20"
else
  note "No verdict on wp-sm: without the library its encryption runs in the engine, many times faster than in PHP."
fi

figure_kib=1 figure_kind=unchanged figure_cycles=2000
php_contender php "" php
mysql_contenders
compare "1 KiB unchanged"

note "php: PHP itself, a handler over an array. mariadb: START TRANSACTION + SELECT FOR UPDATE, prepared UPDATE, COMMIT: three trips."
note "aes: bare AES-256-GCM, seal and open. symfony: PdoSessionHandler $(peer_version symfony/http-foundation), transaction lock, in clear."
note "wp-sm: the shape of WP Session Manager 4 with encryption: no lock, two reads, REPLACE as text; Defuse: $(defuse_version)."
note "options: ours, in WordPress' options table."
