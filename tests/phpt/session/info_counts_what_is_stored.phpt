--TEST--
usersync_info(true) counts what lives, what has expired and what was destroyed
--EXTENSIONS--
usersync
--INI--
session.save_handler=usersync
session.use_cookies=0
session.cache_limiter=
usersync.gc_divisor=0
--FILE--
<?php
require __DIR__ . '/../inc/place.inc';
for ($i = 0; $i < 2; $i++) other("session_id('brief$i'); session_start(); \$_SESSION['n'] = 1;", ['session.gc_maxlifetime' => 1]);
for ($i = 0; $i < 3; $i++) other("session_id('long$i'); session_start(); \$_SESSION['n'] = 1;");
other("session_id('gone'); session_start(); \$_SESSION['n'] = 1; session_destroy();");
sleep(2);
session_id('open');
session_start();
['live' => $live, 'expired' => $expired, 'tombstones' => $tombstones, 'bytes' => $bytes, 'exact' => $exact] = usersync_info(true)['records'];
var_dump($live, $expired, $tombstones, $bytes > 4096, $exact);
session_write_close();
usersync_gc();
var_dump(usersync_info(true)['records']['live'], usersync_info(true)['records']['expired']);
var_dump(isset(usersync_info()['records']), isset(usersync_info(false)['records']));
ini_set('session.save_path', '/nowhere');
var_dump(usersync_info(true)['records']);
?>
--EXPECT--
int(3)
int(2)
int(1)
bool(true)
bool(true)
int(4)
int(0)
bool(false)
bool(false)
array(5) {
  ["live"]=>
  NULL
  ["expired"]=>
  NULL
  ["tombstones"]=>
  NULL
  ["bytes"]=>
  NULL
  ["exact"]=>
  bool(false)
}
