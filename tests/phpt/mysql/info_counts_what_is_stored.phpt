--TEST--
usersync_info(true) counts exactly while records are few, and estimates without reading all of many
--EXTENSIONS--
usersync
--SKIPIF--
<?php require __DIR__ . '/skip.inc'; ?>
--INI--
session.save_handler=usersync
session.use_cookies=0
session.cache_limiter=
usersync.gc_divisor=0
--FILE--
<?php
require __DIR__ . '/server.inc';
create_options();
$numbers = '(WITH RECURSIVE digits AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM digits WHERE n < 200)
        SELECT 200 * (a.n - 1) + b.n AS seq FROM digits a, digits b) AS numbers';
$many = ['mysql+unix' => "INSERT INTO usersync_sessions (id, version, expires, data)
        SELECT UNHEX(LEFT(SHA2(seq, 256), 48)), 1, IF(seq % 4 = 0, 1, UNIX_TIMESTAMP() + 3600), IF(seq % 4 = 1, NULL, 'x') FROM $numbers;
        ANALYZE TABLE usersync_sessions",
    'wp-options+mysql+unix' => "INSERT INTO wp_options (option_name, option_value, autoload)
        SELECT CONCAT('_usersync_session_', LEFT(SHA2(seq, 256), 48)), CONCAT('us1.', IF(seq % 4 = 0, '0000000000001', '9999999999999'),
        '.0000000000000000001', IF(seq % 4 = 1, '-', ':eA')), 'off' FROM $numbers"];
foreach ($many as $scheme => $insert) {
    $place = address($scheme);
    $counted = fn() => json_decode(other('echo json_encode(usersync_info(true)["records"]);'), true);
    var_dump(array_slice($counted(), 0, 3));
    other("session_id('brief'); session_start(); \$_SESSION['n'] = 1;", ['session.gc_maxlifetime' => 1]);
    for ($i = 0; $i < 3; $i++) other("session_id('long$i'); session_start(); \$_SESSION['n'] = 1;");
    other("session_id('gone'); session_start(); \$_SESSION['n'] = 1; session_destroy();");
    sleep(3);
    ['live' => $live, 'expired' => $expired, 'tombstones' => $tombstones, 'bytes' => $bytes, 'exact' => $exact] = $counted();
    echo "$live $expired $tombstones ", $bytes > 200 ? 'room' : $bytes, $exact ? " exact\n" : " estimated\n";
    sql($insert);
    ['live' => $live, 'expired' => $expired, 'tombstones' => $tombstones, 'bytes' => $bytes, 'exact' => $exact] = $counted();
    $about = fn($count, $right) => abs($count / $right - 1) < 0.2 ? "about $right" : "$count for $right";
    echo $about($live, 20000), ', ', $about($expired, 10000), ', ', $about($tombstones, 10000), $bytes > 2e6 ? ' room' : " $bytes",
        $exact ? " exact\n" : " estimated\n";
}
?>
--EXPECT--
array(3) {
  ["live"]=>
  int(0)
  ["expired"]=>
  int(0)
  ["tombstones"]=>
  int(0)
}
3 1 1 room exact
about 20000, about 10000, about 10000 room estimated
array(3) {
  ["live"]=>
  int(0)
  ["expired"]=>
  int(0)
  ["tombstones"]=>
  int(0)
}
3 1 1 room exact
about 20000, about 10000, about 10000 room estimated
