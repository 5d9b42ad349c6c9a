--TEST--
Ids that differ in one character, in case or in length never share a record
--EXTENSIONS--
usersync
--INI--
session.save_handler=usersync
session.use_cookies=0
session.cache_limiter=
--FILE--
<?php
require __DIR__ . '/../inc/place.inc';
$long = str_repeat('x', 255);
$ids = ['a', 'A', 'aa', 'a-', 'a,', '-', ',', $long, $long . 'x', $long . 'y'];
foreach ($ids as $id) {
    session_id($id);
    session_start();
    var_dump($_SESSION);
    $_SESSION['id'] = $id;
    session_write_close();
}
foreach ($ids as $id) if (stored($id) !== ['id' => $id]) echo "mixed up: $id\n";
?>
--EXPECT--
array(0) {
}
array(0) {
}
array(0) {
}
array(0) {
}
array(0) {
}
array(0) {
}
array(0) {
}
array(0) {
}
array(0) {
}
array(0) {
}
