--TEST--
A browser's state is taken once, by its cookie, with its id; the cookie is ready for setcookie(); the store is sealed
--EXTENSIONS--
usersync
--SKIPIF--
<?php if (!extension_loaded("openssl")) die("skip the plain-PHP side of this test needs ext/openssl"); ?>
--FILE--
<?php
require __DIR__ . '/../inc/place.inc';
require __DIR__ . '/../inc/tokens.inc';
$made = usersync_state_create(['return_to' => '/cart?x=1', 'ttl' => 60]);
var_dump(array_map('strlen', array_intersect_key($made, ['state' => 1, 'challenge' => 1, 'id' => 1])));
var_dump($made['challenge'] === b64(hash('sha256', $made['state'], true)), abs($made['expires'] - time() - 60) <= 1);
$cookie = $made['cookie'];
var_dump($cookie['name'] === "__Host-usersync-{$made['id']}", $cookie['value'] === $made['state'], setcookie(...$cookie));
unset($cookie['expires_or_options']['expires']);
echo json_encode($cookie['expires_or_options']), "\n";

echo "-- taken\n";
$other = usersync_state_create();
var_dump(usersync_state_take($made['state'], $other['id']), usersync_state_take($made['id']), usersync_state_take(''), usersync_state_take("\0"));
$taken = usersync_state_take($made['state'], $made['id']);
echo $taken['return_to'], ' ', abs($taken['created'] - time()) <= 1 ? 'now' : 'when?', "\n";
var_dump(usersync_state_take($made['state'], $made['id']));
putenv("STATE={$other['state']}");
echo other('var_dump(usersync_state_take(getenv("STATE")), usersync_state_take(getenv("STATE")));');
echo usersync_state_take(usersync_state_create(['return_to' => '//evil.example'])['state'])['return_to'], "\n";

echo "-- it opens a login of this browser alone\n";
$key = usersync_key_generate();
define_pair($key);
echo strtok(thrown(fn () => usersync_token_verify('main', token($key, [], $made['challenge']), ['state' => $other['state']])), ':'), "\n";
echo usersync_token_verify('main', token($key, [], $made['challenge']), ['state' => $made['state']])['sub'], "\n";

echo "-- at rest\n";
require __DIR__ . '/../inc/keyring.inc';
echo php('usersync_state_create(["return_to" => "/geheim-here"]);', [usersync_key_generate()]);
$clear = 0;
foreach (glob("$place/*/*") as $file) $clear += str_contains(file_get_contents($file), '/geheim-here');
var_dump($clear);

echo "-- wrong options\n";
foreach ([['ttl' => 0], ['ttl' => 86401], ['ttl' => '1'], ['samesite' => 'none'], ['returnto' => '/'], ['return_to' => 1]] as $options) {
    echo thrown(fn () => usersync_state_create($options)), "\n";
}
ini_set('session.save_path', "$place/nowhere");
foreach ([fn () => usersync_state_create(), fn () => usersync_state_take($made['state'])] as $call) echo strtok(thrown($call), ':'), "\n";
?>
--EXPECTF--
array(3) {
  ["state"]=>
  int(43)
  ["challenge"]=>
  int(43)
  ["id"]=>
  int(22)
}
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
{"path":"\/","secure":true,"httponly":true,"samesite":"None"}
-- taken
NULL
NULL
NULL
NULL
/cart?x=1 now
NULL
array(2) {
  ["return_to"]=>
  string(1) "/"
  ["created"]=>
  int(%d)
}
NULL
/
-- it opens a login of this browser alone
BadSignature
7
-- at rest
int(0)
-- wrong options
ValueError: usersync_state_create(): Argument #1 ($options) must hold 1 to 86400 seconds under key "ttl"
ValueError: usersync_state_create(): Argument #1 ($options) must hold 1 to 86400 seconds under key "ttl"
TypeError: usersync_state_create(): Argument #1 ($options) must hold an integer under key "ttl", string found
ValueError: usersync_state_create(): Argument #1 ($options) must hold None, Lax or Strict under key "samesite"
ValueError: usersync_state_create(): Argument #1 ($options) has an unknown key "returnto"
TypeError: usersync_state_create(): Argument #1 ($options) must hold a string under key "return_to", int found
UserSync\StorageException
UserSync\StorageException
