--TEST--
A token says who logged in, and works once: in this process, in another, after the connection was closed
--EXTENSIONS--
usersync
--FILE--
<?php
require __DIR__ . '/../inc/place.inc';
require __DIR__ . '/../inc/tokens.inc';
[$key, $state, $challenge] = pair();
usersync_network_define('from', ['site' => A, 'peers' => [B => ['keys' => [$key]]]]);
// As A sees the same network: one process plays both, so the name changes hands.
$mint = function (array $claims = ['sub' => '7'], array $options = []) use ($key, $challenge) {
    usersync_network_define('main', ['site' => A, 'peers' => [B => ['keys' => [$key]]]]);
    try {
        return usersync_token_generate('main', B, $claims, $options + ['challenge' => $challenge]);
    } finally {
        define_pair($key);
    }
};
$before = time();
$token = $mint(['sub' => '7', 'email' => 'ann@example.org', 'email_verified' => true, 'auth_ms' => 1234567890123,
    'ext' => ['roles' => ['editor', 'é/"'], 'n' => 1.0, 'none' => [], 'deep' => ['er' => null]]]);
$claims = usersync_token_verify('main', $token, ['state' => $state]);
var_dump($claims['iat'] >= $before && $claims['iat'] <= time(), $claims['exp'] - $claims['iat'], $claims['kid'] === usersync_key_id($key));
var_dump(strlen($claims['jti']), strlen($claims['sid']));
unset($claims['iat'], $claims['nbf'], $claims['exp'], $claims['kid'], $claims['jti'], $claims['sid']);
var_dump($claims);
echo thrown(fn () => usersync_token_verify('main', $token, ['state' => $state])), "\n";

echo "-- in another process\n";
$second = $mint();
usersync_token_verify('main', $second, ['state' => $state]);
putenv("TOKEN=$second");
putenv("KEY=$key");
putenv('STATE=' . bin2hex($state));
echo other('require ' . var_export(__DIR__ . '/../inc/tokens.inc', true) . ';
    define_pair(getenv("KEY"));
    echo thrown(fn () => usersync_token_verify("main", getenv("TOKEN"), ["state" => hex2bin(getenv("STATE"))])), "\n";');

echo "-- looked at without being used\n";
$third = $mint();
foreach ([false, false, true, true] as $consume) {
    echo thrown(fn () => usersync_token_verify('main', $third, ['state' => $state, 'consume' => $consume])), "\n";
}
?>
--EXPECT--
bool(true)
int(60)
bool(true)
int(22)
int(22)
array(9) {
  ["iss"]=>
  string(17) "https://a.example"
  ["aud"]=>
  string(22) "https://b.example/shop"
  ["sub"]=>
  string(1) "7"
  ["auth_ms"]=>
  int(1234567890123)
  ["email"]=>
  string(15) "ann@example.org"
  ["email_verified"]=>
  bool(true)
  ["ext"]=>
  array(4) {
    ["roles"]=>
    array(2) {
      [0]=>
      string(6) "editor"
      [1]=>
      string(4) "é/""
    }
    ["n"]=>
    float(1)
    ["none"]=>
    array(0) {
    }
    ["deep"]=>
    array(1) {
      ["er"]=>
      NULL
    }
  }
  ["network"]=>
  string(4) "main"
  ["ip_checked"]=>
  bool(false)
}
Replayed: usersync: the token was used before [token-replayed]
-- in another process
Replayed: usersync: the token was used before [token-replayed]
-- looked at without being used
nothing
nothing
nothing
Replayed: usersync: the token was used before [token-replayed]
