--TEST--
A password comes from a file, from the environment or from the application; in an address it is refused, and it is never shown
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
$answers = fn (string $said) => preg_match('/bool\((true|false)\)/', $said, $found) ? $found[1] : $said;
$shows = fn (string $said) => str_contains(preg_replace('/-d .*|argv.*|_SERVER.*|_ENV.*|SECRET .*/', '', $said), 'geheim');
$socket = getenv('MARIADB_SOCKET');
$address = "mysql+unix://$socket?database=$database&user=app_$database";

foreach (['geheim', 'geheim2'] as $password) {
    file_put_contents("$directory/password", "$password\n");
    chmod("$directory/password", 0400);
    $said = other($visit, ['session.save_path' => "$address&password_file=$directory/password"]);
    echo $answers($said), ' ', $shows($said) ? 'shown' : 'not shown', "\n";
    if ($password !== 'geheim') echo preg_match('/Warning: (session_start\(\): .*) \(/', $said, $found) ? $found[1] : $said, "\n";
    unlink("$directory/password");
}
putenv('SECRET=geheim');
$said = other($visit, ['session.save_path' => "$address&password_env=SECRET"]);
echo $answers($said), ' ', $shows($said) ? 'shown' : 'not shown', "\n";
putenv('SECRET');
foreach (['mysql://app:geheim@localhost/d', "$address&password=geheim"] as $refused) {
    $said = other('session_id("x"); var_dump(session_start());', ['session.save_path' => $refused]);
    echo $answers($said), ' ', preg_match('/password/', $said) ? 'said why' : $said, "\n";
}

echo "-- by the application, with DB_HOST as wp-config.php spells it\n";
foreach (["localhost:$socket", "localhost:3306:$socket"] as $host) {
    $configure = 'usersync_configure(["store" => ["scheme" => "mysql", "host" => "' . $host . '", "user" => "app_' . $database . '",
        "password" => $argv[1] ?? "gehe" . "im", "database" => "' . $database . '", "table_prefix" => "app_"]]);';
    $said = other($configure . $visit, ['session.save_path' => '']);
    echo $answers($said), ' ', $shows($said) ? 'shown' : 'not shown', "\n";
}
echo sql('SHOW TABLES'), "\n", sql("DROP USER 'app_$database'@'localhost'");
?>
--EXPECT--
true not shown
false not shown
session_start(): usersync: the database server refused the user name or password
true not shown
false said why
false said why
-- by the application, with DB_HOST as wp-config.php spells it
true not shown
true not shown
app_usersync_locks
app_usersync_nonces
app_usersync_sessions
usersync_locks
usersync_nonces
usersync_sessions
