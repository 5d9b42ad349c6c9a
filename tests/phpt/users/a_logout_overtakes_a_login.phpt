--TEST--
A login token whose sid or user was logged out is refused as such, and not used up; logouts are taken from those who may; hundreds of tries redeem one token once
--EXTENSIONS--
usersync
--INI--
session.save_handler=usersync
session.use_cookies=0
session.cache_limiter=
--SKIPIF--
<?php if (!extension_loaded('openssl')) die('skip the plain-PHP side of this test needs ext/openssl'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/place.inc';
require __DIR__ . '/../inc/tokens.inc';
[$key, $state, $challenge] = pair();
usersync_configure(['site_key' => $site_key = usersync_key_generate()]);
$verify = fn (string $token) => fn () => usersync_token_verify('main', $token, ['state' => $state]);
$out = fn (array $claims) => token($key, $claims + ['sub' => null, 'sid' => null, 'auth_ms' => null], '', 'logout');
$now = (int) (microtime(true) * 1000);
[$one, $two] = [b64(random_bytes(16)), b64(random_bytes(16))];

echo "-- one\n";
$token = token($key, ['sid' => $one], $challenge);
$done = usersync_logout_accept('main', $bye = $out(['sub' => '7', 'sid' => $one]));
echo json_encode(array_diff_key($done, ['sid' => 1])), "\n";
foreach ([1, 2] as $try) echo thrown($verify($token)), "\n";
echo json_encode(usersync_logout_accept('main', $bye)['destroyed']), "\n";
var_dump(usersync_token_verify('main', token($key, ['sid' => $two], $challenge), ['state' => $state])['sid'] === $two);

echo "-- all\n";
usersync_session_bind('bea', ['sid' => $two, 'network' => 'main', 'issuer' => A, 'subject' => '7', 'auth_ms' => $now, 'session' => 'cookie', 'event' => 'sync']);
$token = token($key, ['auth_ms' => $now], $challenge);
echo json_encode(usersync_logout_accept('main', $bye = $out(['sub' => '7', 'auth_ms' => $now]))), "\n";
echo thrown($verify($token)), "\n";
echo thrown($verify(token($key, ['auth_ms' => $now + 1], $challenge))), "\n";
echo thrown($verify(token($key, ['auth_ms' => $now - 99999, 'sub' => '8'], $challenge))), "\n";
echo thrown(fn () => usersync_session_bind('bea', ['network' => 'main', 'issuer' => A, 'subject' => '7', 'auth_ms' => $now, 'session' => 'again'])), "\n";
echo json_encode(usersync_logout_accept('main', $bye)['users']), "\n";
foreach (usersync_session_history('bea') as $event) echo "$event[event] $event[site] $event[network]\n";

echo "-- all that this site vouched for\n";
$own = ['network' => 'main', 'issuer' => B, 'subject' => 'bea', 'session' => 'own'];
usersync_session_bind('bea', $own + ['auth_ms' => $now]);
var_dump(usersync_session_destroy_all('bea', ['network' => 'main', 'issuer' => true]));
echo thrown(fn () => usersync_session_bind('bea', $own + ['auth_ms' => $now])), "\n";
echo thrown(fn () => usersync_session_bind('bea', $own + ['auth_ms' => (int) (microtime(true) * 1000) + 1000])), "\n";

echo "-- from those who may\n";
define_pair($key, of_the_peer: ['may' => ['login']]);
echo thrown(fn () => usersync_logout_accept('main', $out(['sub' => '7', 'sid' => $one]))), "\n";
define_pair($key);
echo strtok(thrown(fn () => usersync_logout_accept('main', token($key, [], $challenge))), ':'), "\n";
echo strtok(thrown(fn () => usersync_logout_accept('main', $out(['sub' => '7', 'iss' => 'https://c.example']))), ':'), "\n";
echo thrown(fn () => usersync_logout_accept('nowhere', '')), "\n";

echo "-- tokens\n";
define_pair($key, of_the_peer: ['logout_url' => A . '/out']);
usersync_network_define('other', ['site' => A, 'peers' => [B => ['keys' => [$key]]]]);
foreach (usersync_logout_tokens('main', 5, $one) as $url => $token) echo $url, ' ', usersync_token_peek($token)['version'], "\n";
var_dump(usersync_logout_tokens('other', '5'));
echo thrown(fn () => usersync_logout_tokens('main', '5', 'short')), "\n", thrown(fn () => usersync_logout_tokens('main', '')), "\n";

echo "-- 64 at once\n";
foreach (range(1, 3) as $round) {
    $token = token($key, [], $challenge);
    $tries = [];
    putenv("KEY=$key");
    putenv("SITE=$site_key");
    putenv('STATE=' . bin2hex($state));
    putenv("TOKEN=$token");
    $code = 'require ' . var_export(__DIR__ . '/../inc/tokens.inc', true) . '; define_pair(getenv("KEY")); usersync_configure(["site_key" => getenv("SITE")]);
        for ($i = 0; $i < 16; ++$i) echo strtok(thrown(fn () => usersync_token_verify("main", getenv("TOKEN"), ["state" => hex2bin(getenv("STATE"))])), ":"), "\n";';
    foreach (range(1, 4) as $i) $tries[] = other_started($code);
    $answers = '';
    foreach ($tries as [$process, $output]) $answers .= stream_get_contents($output);
    $counts = array_count_values(explode("\n", trim($answers)));
    ksort($counts);
    echo json_encode($counts), "\n";
}
?>
--EXPECT--
-- one
{"iss":"https:\/\/a.example","sub":"7","all":false,"destroyed":0,"users":[],"sessions":[]}
LoggedOut: usersync: this login was logged out [login-ended]
LoggedOut: usersync: this login was logged out [login-ended]
0
bool(true)
-- all
{"iss":"https:\/\/a.example","sub":"7","sid":null,"all":true,"destroyed":1,"users":["bea"],"sessions":["cookie"]}
LoggedOut: usersync: the user was logged out everywhere after this login had begun [login-before-logout]
nothing
nothing
UserSync\UserSyncException: usersync: this login was logged out [login-ended]
["bea"]
logout https://a.example main
sync https://b.example/shop main
-- all that this site vouched for
int(1)
UserSync\UserSyncException: usersync: this login was logged out [login-ended]
nothing
-- from those who may
WrongIssuer: usersync: https://a.example may not send a logout here [token-not-allowed]
BadSignature
WrongIssuer
ValueError: usersync: there is no such network (nowhere) [network-unknown]
-- tokens
https://a.example/out v3
array(0) {
}
ValueError: usersync: a sid is 16 bytes in base64url, 22 characters [sid-invalid]
ValueError: usersync: a user is 1 to 255 bytes of UTF-8 without control characters [user-invalid]
-- 64 at once
{"Replayed":63,"nothing":1}
{"Replayed":63,"nothing":1}
{"Replayed":63,"nothing":1}
