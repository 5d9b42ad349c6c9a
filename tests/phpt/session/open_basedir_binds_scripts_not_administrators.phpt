--TEST--
open_basedir: a place from php.ini is fine wherever it lies, one that a script chose is not
--EXTENSIONS--
usersync
--FILE--
<?php
require __DIR__ . '/../inc/place.inc';
mkdir("$place/site");
mkdir("$place/sessions");
$start = 'session_id("x"); var_dump(@session_start()); ';
$fenced = ['open_basedir' => "$place/site", 'session.save_path' => "$place/sessions"];
echo other($start, $fenced);
echo other("var_dump(@ini_set('session.save_path', '$place')); $start", ['session.save_path' => "$place/site"] + $fenced);
echo other($start, ['session.save_path' => "sqlite:$place/sessions"] + $fenced);
echo other("var_dump(@ini_set('session.save_path', 'sqlite:$place')); $start", ['session.save_path' => "$place/site"] + $fenced);
var_dump(glob("$place/usersync-*"), count(glob("$place/sessions/usersync-*")));
?>
--EXPECTF--
bool(true)
bool(false)
bool(true)
bool(true)
%a
array(0) {
}
int(1)
