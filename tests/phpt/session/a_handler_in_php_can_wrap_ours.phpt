--TEST--
\SessionHandler wraps this handler: other ids for storing, changed data, writes under another id than was read
--EXTENSIONS--
usersync
--INI--
session.save_handler=usersync
session.use_cookies=0
session.cache_limiter=
--FILE--
<?php
require __DIR__ . '/../inc/place.inc';
class Prefixed extends SessionHandler {
    public string $to = '';
    function read($id): string|false { return strrev(parent::read("p-$id")); }
    function write($id, $data): bool { return parent::write("p-$this->to$id", strrev($data)); }
}
$handler = new Prefixed;
session_set_save_handler($handler);
session_id('x');
session_start();
$_SESSION['n'] = 1;
session_write_close();
session_id('x');
session_start();
var_dump($_SESSION);
$handler->to = 'moved-';
$_SESSION['n'] = 2;
session_write_close();
$handler->to = '';
session_id('x');
session_start();
var_dump($_SESSION);
session_write_close();
session_id('moved-x');
session_start();
var_dump($_SESSION);
session_write_close();
echo other('class H extends SessionHandler { function read($id): string|false { return parent::read($id) === false ? false : ""; } }
    session_set_save_handler(new H); session_id("p-x"); var_dump(session_start());', ['usersync.lock_wait' => 0]);
?>
--EXPECTF--
array(1) {
  ["n"]=>
  int(1)
}
array(1) {
  ["n"]=>
  int(1)
}
array(1) {
  ["n"]=>
  int(2)
}
bool(true)
