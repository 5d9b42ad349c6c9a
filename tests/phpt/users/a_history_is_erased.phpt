--TEST--
A user's history is erased when it is asked for: with the logins or after them, nobody else's, and it begins anew
--EXTENSIONS--
usersync
--INI--
session.use_cookies=0
--FILE--
<?php
require __DIR__ . '/../inc/place.inc';
require __DIR__ . '/../inc/tokens.inc';
usersync_configure(['site_key' => usersync_key_generate()]);
$bind = fn (string $user, string $session) => usersync_session_bind($user, ['session' => $session]);
$events = fn (string $user) => implode(' ', array_column(usersync_session_history($user), 'event'));

$sid = $bind('ada', 'one');
$bind('ada', 'two');
$bind('bob', 'one');
echo $events('ada'), "\n";
echo "-- with the logins\n";
var_dump(usersync_session_destroy_all('ada', ['history' => false, 'except' => $sid]), $events('ada'), usersync_session_alive($sid));
echo "-- after them\n";
var_dump(usersync_session_destroy_all('ada', ['history' => true]), $events('ada'));
var_dump(usersync_session_destroy_all('ada', ['history' => false]), $events('ada'), usersync_session_list('ada'));
var_dump(usersync_session_destroy_all('ada', ['history' => false]));
echo "-- of this user only, and up to now\n";
$bind('ada', 'three');
var_dump($events('ada'), $events('bob'));
echo thrown(fn () => usersync_session_destroy_all('ada', ['history' => 0])), "\n";
?>
--EXPECT--
login login
-- with the logins
int(1)
string(0) ""
bool(true)
-- after them
int(1)
string(7) "revoked"
int(0)
string(0) ""
array(0) {
}
int(0)
-- of this user only, and up to now
string(5) "login"
string(5) "login"
TypeError: usersync_session_destroy_all(): Argument #2 ($options) must hold true or false under key "history", int found
