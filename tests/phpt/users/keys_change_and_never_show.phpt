--TEST--
Logins bound under a key that is no longer the first are listed, known and ended; without keys nothing is bound; keys show nowhere
--EXTENSIONS--
usersync
--INI--
session.save_handler=usersync
session.use_cookies=0
session.cache_limiter=
--FILE--
<?php
require __DIR__ . '/../inc/place.inc';
require __DIR__ . '/../inc/keyring.inc';
require __DIR__ . '/../inc/tokens.inc';
[$old, $new] = [usersync_key_generate(), usersync_key_generate()];
$log_in = fn (string $id) => "session_id('$id'); session_start(); \$_SESSION['n'] = 1; echo usersync_session_bind('ada');";

echo "-- rotation\n";
$sids = [php($log_in('a'), [$old]), php($log_in('b'), [$old]), php($log_in('c'), [$new, $old])];
echo php('echo count(usersync_session_list("ada")), usersync_session_user("a"), usersync_session_user("c"), "\n";', [$new, $old]);
echo php("var_dump(usersync_session_destroy('ada', '$sids[0]'));", [$new, $old]);
echo php('session_id("b"); session_start(); echo usersync_session_user(), count(usersync_session_history("ada")), "\n";', [$new, $old]);
echo php('echo usersync_session_destroy_all("ada"), "\n";', [$new, $old]);
foreach (['a', 'b', 'c'] as $id) echo php("session_id('$id'); session_start(); echo count(\$_SESSION);", [$new, $old]);
echo "\n", php('session_id("d"); session_start(); usersync_session_bind("ada");', [$old]);
echo php('echo usersync_session_destroy_all("ada"), "\n";', [$new, $old]);
echo php('session_id("d"); session_start(); echo count($_SESSION), "\n";', [$new, $old]);

echo "-- without keys\n";
session_id('e');
session_start();
foreach (['usersync_session_bind' => ['ada'], 'usersync_session_unbind' => [], 'usersync_session_user' => [], 'usersync_session_list' => ['ada'],
          'usersync_session_history' => ['ada'], 'usersync_session_destroy' => ['ada', $sids[0]], 'usersync_session_destroy_all' => ['ada'],
          'usersync_logout_accept' => ['main', ''], 'usersync_session_alive' => [$sids[0]]] as $function => $arguments) {
    echo $function, ': ', strtok(thrown(fn () => $function(...$arguments)), ':'), "\n";
}
session_write_close();

echo "-- wrong arguments\n";
usersync_configure(['site_key' => $old]);
foreach ([['network' => 'nowhere'], ['sid' => 'short'], ['sid' => "\0"], ['issuer' => 'https://a.example'], ['session' => ''], ['session' => str_repeat('x', 129)],
          ['session' => 'x', 'expires' => 1], ['event' => 'logout', 'session' => 'x'], ['ttl' => 1], ['expires' => '7']] as $info) {
    echo strtok(thrown(fn () => usersync_session_bind('ada', $info + ['session' => 'x'])), '('), "\n";
}
foreach (["", "a\0b", "a\nb", str_repeat('x', 256), "\xff"] as $user) echo thrown(fn () => usersync_session_list($user)), "\n";
echo thrown(fn () => usersync_session_history('ada', 0)), "\n", thrown(fn () => usersync_session_destroy_all('ada', ['issuer' => true])), "\n";
var_dump(usersync_session_bind(7, ['session' => 'x', 'sid' => $sids[0] === '' ? '' : null]) === usersync_session_list('7')[0]['sid']);

echo "-- nothing shows a key or what is sealed\n";
$secret = substr($new, 9);
$said = php('class Holder { public $tokens; } $h = new Holder; session_id("f"); session_start(); usersync_session_bind("ada-in-the-dark");
    usersync_network_define("main", ["site" => "https://b.example", "peers" => ["https://a.example" => ["keys" => ["' . $old . '"], "logout_url" => "https://a.example/x"]]]);
    $h->tokens = usersync_logout_tokens("main", "7"); var_dump($h, usersync_session_list("ada-in-the-dark"), usersync_info()); echo serialize($h);
    try { usersync_logout_accept("main", "v3.local.AAAA.secret-token"); } catch (Exception $e) { echo $e, print_r($e->getTrace(), true); }
    try { usersync_session_user("secret-session-id" . chr(0)); usersync_session_bind("x", ["sid" => "bad"]); } catch (Throwable $e) { echo $e; } phpinfo();', [$new]);
var_dump(str_contains($said, $secret), str_contains($said, substr($old, 9)), str_contains($said, 'secret-'), str_contains($said, 'SensitiveParameterValue'));
$dump = implode(array_map('file_get_contents', glob("$place/*/*")));
var_dump(str_contains($dump, 'ada'), str_contains($dump, $sids[0]));
?>
--EXPECT--
-- rotation
3adaada
bool(true)
ada4
2
000
1
0
-- without keys
usersync_session_bind: UserSync\KeyringException
usersync_session_unbind: UserSync\KeyringException
usersync_session_user: UserSync\KeyringException
usersync_session_list: UserSync\KeyringException
usersync_session_history: UserSync\KeyringException
usersync_session_destroy: UserSync\KeyringException
usersync_session_destroy_all: UserSync\KeyringException
usersync_logout_accept: UserSync\KeyringException
usersync_session_alive: nothing
-- wrong arguments
ValueError: usersync: there is no such network 
ValueError: usersync: a sid is 16 bytes in base64url, 22 characters [sid-invalid]
ValueError: usersync: a sid is 16 bytes in base64url, 22 characters [sid-invalid]
ValueError: usersync: `issuer`, `subject`, `auth_ms` and `network` belong together [subject-incomplete]
ValueError: usersync: `session` is 1 to 128 bytes [session-name-length]
ValueError: usersync: `session` is 1 to 128 bytes [session-name-length]
ValueError: usersync: `expires` has passed [expires-passed]
ValueError: usersync: `event` is login, sync or absent [event-login]
ValueError: usersync_session_bind
TypeError: usersync_session_bind
ValueError: usersync: a user is 1 to 255 bytes of UTF-8 without control characters [user-invalid]
ValueError: usersync: a user is 1 to 255 bytes of UTF-8 without control characters [user-invalid]
ValueError: usersync: a user is 1 to 255 bytes of UTF-8 without control characters [user-invalid]
ValueError: usersync: a user is 1 to 255 bytes of UTF-8 without control characters [user-invalid]
ValueError: usersync: a user is 1 to 255 bytes of UTF-8 without control characters [user-invalid]
ValueError: usersync_session_history(): Argument #2 ($limit) must be at least 1
ValueError: usersync: `issuer` needs a `network` [issuer-without-network]
bool(true)
-- nothing shows a key or what is sealed
bool(false)
bool(false)
bool(false)
bool(true)
bool(false)
bool(false)
