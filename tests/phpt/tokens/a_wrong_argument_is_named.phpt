--TEST--
A wrong argument of a token function is named; nothing is made, nothing is used up
--EXTENSIONS--
usersync
--FILE--
<?php
require __DIR__ . '/../inc/place.inc';
require __DIR__ . '/../inc/tokens.inc';
$key = usersync_key_generate();
usersync_network_define('main', ['site' => A, 'peers' => [B => ['keys' => [$key]]]]);
usersync_network_define('bound', ['site' => A, 'peers' => [B => ['keys' => [$key]]], 'ip' => 'prefix']);
$user = ['sub' => '7'];
$wrong = [
    ['none', B, $user, []],
    ['main', A, $user, []],
    ['main', 'nonsense', $user, []],
    ['main', B, [], []],
    ['main', B, ['sub' => 7], []],
    ['main', B, ['sub' => ''], []],
    ['main', B, ['sub' => "a\nb"], []],
    ['main', B, ['sub' => "\xff"], []],
    ['main', B, ['sub' => str_repeat('x', 256)], []],
    ['main', B, ['user' => '7'], []],
    ['main', B, ['7'], []],
    ['main', B, $user + ['email' => 'nonsense'], []],
    ['main', B, $user + ['email_verified' => true], []],
    ['main', B, $user + ['email' => 'a@b', 'email_verified' => 'yes'], []],
    ['main', B, $user + ['sid' => 'short'], []],
    ['main', B, $user + ['auth_ms' => 1.5], []],
    ['main', B, $user + ['auth_ms' => -1], []],
    ['main', B, $user + ['auth_ms' => (int) (microtime(true) * 1e6)], []],
    ['main', B, $user + ['ext' => 'text'], []],
    ['main', B, $user + ['ext' => [[[[1]]]]], []],
    ['main', B, $user + ['ext' => ["\xff"]], []],
    ['main', B, $user + ['ext' => [NAN]], []],
    ['main', B, $user + ['ext' => [str_repeat('x', 4093)]], []],
    ['main', B, $user + ['ext' => array_fill_keys(range('a', 'z'), ['x' => ['y' => 1]])], []],
    ['main', B, $user, ['purpose' => 'probe']],
    ['main', B, $user, ['challenge' => 'x']],
    ['main', B, $user, ['challenge' => str_repeat('A', 42) . "\n"]],
    ['main', B, $user, ['challenge' => str_repeat('A', 43), 'purpose' => 'logout']],
    ['main', B, $user, ['challange' => '']],
    ['main', B, $user, ['ttl' => 0]],
    ['main', B, $user, ['ttl' => 301]],
    ['main', B, $user, ['ttl' => PHP_INT_MAX]],
    ['main', B, $user, ['ttl' => '60']],
    ['main', B, $user, ['ip' => 'localhost']],
    ['bound', B, $user, []],
    ['main', B, [], ['purpose' => 'logout']],
];
foreach ($wrong as $arguments) echo thrown(fn () => usersync_token_generate(...$arguments)), "\n";
echo "-- verify\n";
foreach ([['none', []], ['main', ['maxage' => 1]], ['main', ['max_age' => -1]], ['main', ['max_age' => '1']], ['main', ['consume' => 0]], ['main', ['state' => 7]],
          ['main', ['purpose' => 'probe']], ['main', ['purpose' => 'logout', 'state' => 'x']], ['main', ['ip' => '1.2.3']], ['bound', ['state' => 'x']]] as [$network, $options]) {
    echo thrown(fn () => usersync_token_verify($network, 'x', $options)), "\n";
}
echo "-- what an object says is asked first, and what it throws is passed on\n";
class Talks implements JsonSerializable
{
    function __construct(private Closure $say) {}
    function jsonSerialize(): mixed { return ($this->say)(); }
}
echo thrown(fn () => usersync_token_generate('main', B, $user + ['ext' => [new Talks(fn () => throw new RuntimeException('no'))]])), "\n";
$sub = '7';
$claims = ['sub' => &$sub, 'ext' => [new Talks(function () use (&$sub) { $sub = 7; return 1; })]];
echo thrown(fn () => usersync_token_generate('main', B, $claims)), "\n";
json_decode('{');
usersync_token_generate('main', B, $user + ['ext' => [1]]);
echo json_last_error_msg(), "\n", array_key_exists('place', $GLOBALS) && glob("$place/*") === [] ? 'no store was opened' : 'a store was opened', "\n";
?>
--EXPECTF--
ValueError: usersync: there is no such network (none) [network-unknown]
ValueError: usersync: the audience is no peer in this network (https://a.example) [audience-unknown]
ValueError: usersync: the url of a site begins with https:// (http:// for loopback) (nonsense) [url-scheme]
ValueError: usersync: a login names its user (sub) [login-without-user]
TypeError: usersync_token_generate(): Argument #3 ($claims) must hold a string under key "sub", int found
ValueError: usersync: a login names its user (sub) [login-without-user]
ValueError: usersync: a user is 1 to 255 bytes of UTF-8 without control characters (sub) [user-invalid]
ValueError: usersync: a user is 1 to 255 bytes of UTF-8 without control characters (sub) [user-invalid]
ValueError: usersync: a user is 1 to 255 bytes of UTF-8 without control characters (sub) [user-invalid]
ValueError: usersync_token_generate(): Argument #3 ($claims) has an unknown key "user"
ValueError: usersync_token_generate(): Argument #3 ($claims) must have names as keys, 0 is none
ValueError: usersync: an email is an address of at most 254 bytes (email) [claim-email]
ValueError: usersync: only an email is verified (email_verified) [claim-email-verified]
TypeError: usersync_token_generate(): Argument #3 ($claims) must hold true or false under key "email_verified", string found
ValueError: usersync: a sid is 16 bytes in base64url, 22 characters (sid) [sid-invalid]
TypeError: usersync_token_generate(): Argument #3 ($claims) must hold an integer under key "auth_ms", float found
ValueError: usersync: a time must be milliseconds since 1970 (auth_ms) [claim-milliseconds]
ValueError: usersync: a login cannot be in the future (auth_ms) [login-in-future]
TypeError: usersync_token_generate(): Argument #3 ($claims) must hold an array under key "ext", string found
ValueError: usersync_token_generate(): Argument #3 ($claims) must hold under key "ext" what JSON can say in UTF-8, at most three levels deep
ValueError: usersync_token_generate(): Argument #3 ($claims) must hold under key "ext" what JSON can say in UTF-8, at most three levels deep
ValueError: usersync_token_generate(): Argument #3 ($claims) must hold under key "ext" what JSON can say in UTF-8, at most three levels deep
ValueError: usersync: application data is at most 4 KiB of JSON (ext) [claim-ext-length]
ValueError: usersync: JSON with more than 64 keys [json-keys]
ValueError: usersync: `purpose` is login or logout [purpose-unknown]
ValueError: usersync: a challenge is a SHA-256 in base64url, 43 characters [challenge-form]
ValueError: usersync: a challenge is a SHA-256 in base64url, 43 characters [challenge-form]
ValueError: usersync: a logout has no `challenge` [logout-challenge]
ValueError: usersync_token_generate(): Argument #4 ($options) has an unknown key "challange"
ValueError: usersync: `ttl` is 1 to 300 seconds [network-ttl]
ValueError: usersync: `ttl` is 1 to 300 seconds [network-ttl]
ValueError: usersync: `ttl` is 1 to 300 seconds [network-ttl]
TypeError: usersync_token_generate(): Argument #4 ($options) must hold an integer under key "ttl", string found
ValueError: usersync: `ip` is an IPv4 or IPv6 address (localhost) [ip-invalid]
ValueError: usersync: this network binds tokens to the browser's address: pass `ip` [ip-needed]
ValueError: usersync: a logout names a user, a session or both (sub, sid) [logout-without-subject]
-- verify
ValueError: usersync: there is no such network (none) [network-unknown]
ValueError: usersync_token_verify(): Argument #3 ($options) has an unknown key "maxage"
ValueError: usersync: `max_age` is 0 to 86400 seconds [max-age-range]
TypeError: usersync_token_verify(): Argument #3 ($options) must hold an integer under key "max_age", string found
TypeError: usersync_token_verify(): Argument #3 ($options) must hold true or false under key "consume", int found
TypeError: usersync_token_verify(): Argument #3 ($options) must hold a string under key "state", int found
ValueError: usersync: `purpose` is login or logout [purpose-unknown]
ValueError: usersync: a logout has no `state` [logout-state]
ValueError: usersync: `ip` is an IPv4 or IPv6 address (1.2.3) [ip-invalid]
ValueError: usersync: this network binds tokens to the browser's address: pass `ip` [ip-needed]
-- what an object says is asked first, and what it throws is passed on
RuntimeException: no
TypeError: usersync_token_generate(): Argument #3 ($claims) must hold a string under key "sub", int found
Syntax error%S
no store was opened
