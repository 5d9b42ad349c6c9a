--TEST--
A session is tied to a login and ends with it: listed, known, carried over session_regenerate_id(), gone at once wherever it is ended
--EXTENSIONS--
usersync
--INI--
session.save_handler=usersync
session.use_cookies=0
session.cache_limiter=
--FILE--
<?php
require __DIR__ . '/../inc/place.inc';
require __DIR__ . '/../inc/tokens.inc';
usersync_configure(['site_key' => $key = usersync_key_generate()]);
putenv("KEY=$key");
const SITE_KEY = 'usersync_configure(["site_key" => getenv("KEY")]); ';

echo "-- nobody yet\n";
visit('a', function () { $_SESSION['n'] = 1; var_dump(usersync_session_user(), usersync_session_unbind()); });
var_dump(usersync_session_user('a'), usersync_session_user('b'), usersync_session_user("\0"));
echo thrown(fn () => usersync_session_bind('ada')), "\n";

echo "-- bound though nothing else changed\n";
$sid = visit('a', fn () => usersync_session_bind('ada', ['ip' => '192.0.2.7', 'agent' => 'B', 'label' => 'kitchen', 'site' => 'here']));
echo strlen($sid), ' ', usersync_session_user('a'), ' ', visit('a', fn () => usersync_session_user()), "\n";
echo other(SITE_KEY . 'session_id("a"); session_start(); echo usersync_session_user(), " ", $_SESSION["n"], "\n";');
var_dump(usersync_session_alive($sid), usersync_session_alive('nonsense'));
[$login] = visit('a', fn () => usersync_session_list('ada'));
var_dump($login['sid'] === $sid, $login['kind'], $login['session'], $login['current'], $login['ip'], $login['agent'], $login['label'], $login['site'],
    $login['expires'] - $login['created'], abs($login['last_seen'] - time()) < 9);
var_dump(usersync_session_list('ada')[0]['current'], usersync_session_list('ada', ['network' => 'x']), usersync_session_list('bob'));

echo "-- it goes along\n";
foreach ([[0, false], [0, true], [1, false], [1, true]] as [$strict, $delete]) {
    ini_set('session.use_strict_mode', $strict);
    session_id($id ?? 'a');
    session_start();
    $old = session_id();
    session_regenerate_id($delete);
    $id = session_id();
    session_write_close();
    echo json_encode([$old !== $id, usersync_session_user($old), usersync_session_user($id), visit($id, fn () => usersync_session_user())]), "\n";
}
ini_set('session.use_strict_mode', 0);
visit('fresh', function () use (&$old) { $_SESSION['n'] = 2; session_regenerate_id(); $old = session_id(); });
var_dump(usersync_session_user($old));

echo "-- ended\n";
$browser = usersync_session_bind('ada', ['session' => 'cookie-hash', 'sid' => null]);
var_dump(usersync_session_destroy('bob', $sid), usersync_session_destroy('ada', $sid), usersync_session_destroy('ada', $sid));
var_dump(usersync_session_alive($sid), usersync_session_user($id), visit($id, fn () => $_SESSION), stored('a'));
echo other(SITE_KEY . 'ini_set("session.use_strict_mode", 1); session_id("a"); session_start(); var_dump(session_id() === "a", usersync_session_user(), $_SESSION);');
visit('b', fn () => print(thrown(fn () => usersync_session_bind('ada', ['sid' => $GLOBALS['sid']])) . "\n"));
var_dump(usersync_session_user('b'), usersync_session_alive($browser));

echo "-- while somebody has it open\n";
$last = visit('c', function () { $_SESSION['n'] = 'from before'; return usersync_session_bind('ada'); });
visit('c', function () use ($browser) {
    $_SESSION['n'] = 'from the grave';
    echo trim(other(SITE_KEY . "echo usersync_session_destroy_all('ada', ['except' => '$browser', 'event' => 'logout']);")), "\n";
    var_dump(usersync_session_user(), usersync_session_unbind());
});
var_dump(stored('c'), usersync_session_alive($browser), usersync_session_list('ada')[0]['session']);

echo "-- and regenerated in that request\n";
visit('d', function () { $_SESSION['n'] = 'from before'; usersync_session_bind('ada'); });
visit('d', function () {
    other(SITE_KEY . 'usersync_session_destroy_all("ada");');
    session_regenerate_id();
    $GLOBALS['new'] = session_id();
});
var_dump(stored('d'), stored($new), usersync_session_list('ada'));

echo "-- unbound: the data stay\n";
$sid = visit('e', function () { $_SESSION['cart'] = 3; return usersync_session_bind('ada'); });
visit('e', fn () => print(json_encode([usersync_session_unbind(), usersync_session_user(), usersync_session_unbind()]) . "\n"));
var_dump(stored('e'), usersync_session_user('e'), usersync_session_alive($sid));
visit('f', function () { usersync_session_bind('ada'); $_SESSION['x'] = 1; usersync_session_unbind(); });
var_dump(stored('f'), usersync_session_user('f'));

echo "-- only what is open for writing\n";
session_id('e');
session_start(['read_and_close' => true]);
echo thrown(fn () => usersync_session_bind('ada')), "\n";

foreach (usersync_session_history('ada', 100) as $event) echo $event['event'], ' ';
echo "\n", count(usersync_session_history('ada', 2, 1)), ' ', count(usersync_session_history('ada', 5, 1000)), "\n";
?>
--EXPECT--
-- nobody yet
NULL
bool(false)
NULL
NULL
NULL
UserSync\UserSyncException: usersync: no PHP session of usersync is open for writing [no-php-session]
-- bound though nothing else changed
22 ada ada
ada 1
bool(true)
bool(false)
bool(true)
string(3) "php"
NULL
bool(true)
string(9) "192.0.2.7"
string(1) "B"
string(7) "kitchen"
string(4) "here"
int(2592000)
bool(true)
bool(false)
array(0) {
}
array(0) {
}
-- it goes along
[true,"ada","ada","ada"]
[true,null,"ada","ada"]
[true,"ada","ada","ada"]
[true,null,"ada","ada"]
NULL
-- ended
bool(false)
bool(true)
bool(false)
bool(false)
NULL
array(0) {
}
array(0) {
}
bool(false)
NULL
array(0) {
}
UserSync\UserSyncException: usersync: this login was logged out [login-ended]
NULL
bool(true)
-- while somebody has it open
1
NULL
bool(false)
array(0) {
}
bool(true)
string(11) "cookie-hash"
-- and regenerated in that request
array(0) {
}
array(0) {
}
array(0) {
}
-- unbound: the data stay
[true,null,false]
array(1) {
  ["cart"]=>
  int(3)
}
NULL
bool(false)
array(1) {
  ["x"]=>
  int(1)
}
NULL
-- only what is open for writing
UserSync\UserSyncException: usersync: no PHP session of usersync is open for writing [no-php-session]
logout login logout login revoked login logout login revoked login login 
2 0
