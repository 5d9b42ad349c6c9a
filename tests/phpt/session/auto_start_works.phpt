--TEST--
session.auto_start opens before any module's request start: the session is there and is stored
--EXTENSIONS--
usersync
--INI--
session.save_handler=usersync
session.use_cookies=0
session.cache_limiter=
--FILE--
<?php
require __DIR__ . '/../inc/place.inc';
$id = other('echo session_id(); $_SESSION["n"] = 1;', ['session.auto_start' => 1]);
var_dump(stored($id));
?>
--EXPECT--
array(1) {
  ["n"]=>
  int(1)
}
