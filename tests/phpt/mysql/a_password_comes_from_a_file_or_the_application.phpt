--TEST--
A password is read from a file, the environment or usersync_configure(); an address with a password is an error; none is shown
--EXTENSIONS--
usersync
--SKIPIF--
<?php require __DIR__ . '/skip.inc'; ?>
--INI--
session.save_handler=usersync
session.use_cookies=0
session.cache_limiter=
--FILE--
<?php
require __DIR__ . '/server.inc';
sql("CREATE USER 'app_$database'@'localhost' IDENTIFIED BY 'geheim'; GRANT ALL ON $database.* TO 'app_$database'@'localhost'");
$visit = 'session_id("x"); var_dump(session_start()); session_write_close(); var_dump(ini_get("session.save_path")); print_r(usersync_info()); phpinfo();';
$started = fn (string $output) => preg_match('/bool\((true|false)\)/', $output, $found) ? $found[1] : $output;
$shows = fn (string $output) => str_contains(preg_replace('/-d .*|argv.*|_SERVER.*|_ENV.*|SECRET .*/', '', $output), 'geheim');
$socket = getenv('MARIADB_SOCKET');
$address = "mysql+unix://$socket?database=$database&user=app_$database";

foreach (['geheim', 'geheim2'] as $password) {
    file_put_contents("$directory/password", "$password\n");
    chmod("$directory/password", 0400);
    $output = other($visit, ['session.save_path' => "$address&password_file=$directory/password"]);
    echo $started($output), ' ', $shows($output) ? 'shown' : 'not shown', "\n";
    if ($password !== 'geheim') echo preg_match('/Warning: (session_start\(\): .*) \(/', $output, $found) ? $found[1] : $output, "\n";
    unlink("$directory/password");
}
putenv('SECRET=geheim');
$output = other($visit, ['session.save_path' => "$address&password_env=SECRET"]);
echo $started($output), ' ', $shows($output) ? 'shown' : 'not shown', "\n";
putenv('SECRET');
foreach (['mysql://app:geheim@localhost/d', "$address&password=geheim"] as $refused) {
    $output = other('session_id("x"); var_dump(session_start());', ['session.save_path' => $refused]);
    echo $started($output), ' ', preg_match('/password/', $output) ? 'error about the password' : $output, "\n";
}

echo "-- by usersync_configure(), with DB_HOST as in wp-config.php\n";
foreach (["localhost:$socket", "localhost:3306:$socket"] as $host) {
    $configure = 'usersync_configure(["store" => ["scheme" => "mysql", "host" => "' . $host . '", "user" => "app_' . $database . '",
        "password" => $argv[1] ?? "gehe" . "im", "database" => "' . $database . '", "table_prefix" => "app_"]]);';
    $output = other($configure . $visit, ['session.save_path' => '']);
    echo $started($output), ' ', $shows($output) ? 'shown' : 'not shown', "\n";
}
echo sql('SHOW TABLES'), "\n", sql("DROP USER 'app_$database'@'localhost'");
?>
--EXPECT--
true not shown
false not shown
session_start(): usersync: the database server refused the user name or password
true not shown
false error about the password
false error about the password
-- by usersync_configure(), with DB_HOST as in wp-config.php
true not shown
true not shown
app_usersync_locks
app_usersync_nonces
app_usersync_sessions
usersync_locks
usersync_nonces
usersync_sessions
