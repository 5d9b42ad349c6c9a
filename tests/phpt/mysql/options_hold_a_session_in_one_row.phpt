--TEST--
In WordPress' options a session written a thousand times is one row, not autoloaded, in the table that it was opened in
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
create_options();
create_options('wp_2_');
$place = address('wp-options+mysql+unix');
ini_set('session.save_path', $place);
for ($i = 0; $i < 1000; $i++) visit('visitor', fn () => $_SESSION['n'] = $i);
var_dump(stored('visitor')['n']);
echo sql("SELECT COUNT(*), MAX(autoload), MAX(LEFT(option_name, 18)), MAX(LENGTH(option_name)) FROM wp_options WHERE option_name LIKE '\\_usersync\\_session%'"), "\n";
echo sql("SELECT MAX(option_id) < 10 FROM wp_options"), "\n";

// switch_to_blog() and the like come too late: a session stays where it was opened.
echo other('session_id("visitor"); session_start(); $_SESSION["n"]++;
    try { usersync_configure(["store" => ["scheme" => "wp-options+mysql", "host" => "localhost", "database" => "d", "table_prefix" => "wp_2_"]]); }
    catch (UserSync\UserSyncException $e) { echo $e->getMessage(), "\n"; }');
var_dump(stored('visitor')['n']);
echo sql("SELECT COUNT(*) FROM wp_2_options WHERE option_name LIKE '\\_usersync\\_session%'"), "\n";
session_id('visitor');
session_start();
session_destroy();
echo sql("SELECT COUNT(*), MAX(option_value LIKE 'us1.%-') FROM wp_options WHERE option_name LIKE '\\_usersync\\_session%'"), "\n";
var_dump(stored('visitor'));
?>
--EXPECT--
int(999)
1	off	_usersync_session_	66
1
usersync: usersync_configure() comes before session_start() [configure-too-late]
int(1000)
0
1	1
array(0) {
}
