--TEST--
Every reason to refuse a token, with a message that helps, and no use of the token's one time
--EXTENSIONS--
usersync
--SKIPIF--
<?php if (!extension_loaded('openssl')) die('skip the plain-PHP side of this test needs ext/openssl'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/place.inc';
require __DIR__ . '/../inc/tokens.inc';
[$key, $state, $challenge] = pair();
$verify = fn (string $token, array $options = []) => fn () => usersync_token_verify('main', $token, $options + ['state' => $state]);
$say = function (string $what, callable $code) {
    $said = thrown($code);
    echo "$what: ", preg_replace(['/k3\.lid\.[\w-]+/', '/\d+ s ago/', '/\d+ s from now/'], ['k3.lid.ID', 'N s ago', 'N s from now'], $said), "\n";
};
$good = token($key, [], $challenge);
$say('plain PHP makes one', $verify($good));
$say('again', $verify($good));
$other = usersync_key_generate();
$fresh = fn (array $claims = []) => token($key, $claims, $challenge);
$tokens = [
    'empty' => '',
    'nonsense' => 'nonsense',
    'without a footer' => substr($good, 0, strrpos($good, '.')),
    'another footer' => substr($good, 0, strrpos($good, '.') + 1) . b64('{"kid":"x"}'),
    'oversized' => $good . str_repeat('A', 8192),
    'truncated' => substr($good, 0, 60) . strrchr($good, '.'),
    'v4' => 'v4.local.' . substr($good, 9),
    'public' => 'v3.public.' . substr($good, 9),
    'a key of nobody' => token($other, [], $challenge),
    'a flipped byte' => substr_replace($good, $good[30] === 'A' ? 'B' : 'A', 30, 1),
    'another purpose' => token($key, [], $challenge, 'logout'),
    'another network' => token($key, [], $challenge, 'login', 'second'),
    'another browser' => token($key, [], b64(random_bytes(32))),
    'expired' => $fresh(['iat' => at(-100), 'exp' => at(-40)]),
    'of the future' => $fresh(['iat' => at(40), 'exp' => at(100)]),
    'not before' => $fresh(['nbf' => at(40)]),
    'old' => $fresh(['iat' => at(-100), 'exp' => at(100)]),
    'for somebody else' => $fresh(['aud' => 'https://b.example']),
    'from somebody else' => $fresh(['iss' => 'https://c.example']),
    'long-lived' => $fresh(['exp' => at(301)]),
    'no jti' => $fresh(['jti' => null]),
    'no user' => $fresh(['sub' => null]),
    'a number as user' => $fresh(['sub' => 7]),
    'a time with an offset' => $fresh(['exp' => date(DATE_ATOM, time() + 60)]),
    'no object' => seal($key, '[1]', $challenge),
    'the same key twice' => seal($key, '{"sub":"7","sub":"8"}', $challenge),
    'deep' => seal($key, '{"a":[[[[]]]]}', $challenge),
    'not UTF-8' => seal($key, "{\"a\":\"\xff\"}", $challenge),
];
foreach ($tokens as $what => $token) $say($what, $verify($token));
$say('no state', fn () => usersync_token_verify('main', $fresh()));
$say('an empty state', $verify($fresh(), ['state' => '']));
$say('too old for me', $verify($fresh(['iat' => at(-11)]), ['max_age' => 10]));
define_pair($key, of_the_peer: ['may' => ['logout']]);
$say('a peer that may not', $verify($fresh()));
define_pair($key, ['ip' => 'strict']);
$say('an unbound token', $verify($fresh(), ['ip' => '192.0.2.7']));

define_pair($key);
$last = $fresh(['iat' => at(-1)]);
foreach (['another state' => ['state' => 'x'], 'as a logout' => ['state' => null, 'purpose' => 'logout'], 'too old' => ['max_age' => 0]] as $what => $options) {
    try {
        usersync_token_verify('main', $last, $options + ['state' => $state]);
        echo "$what: accepted\n";
    } catch (UserSync\InvalidTokenException $e) {
        echo "$what: {$e->reason->value}\n";
    }
}
$say('the same token after all that', $verify($last));
try {
    usersync_token_verify('main', '', ['state' => $state]);
} catch (UserSync\InvalidTokenException $e) {
    var_dump($e->reason === UserSync\TokenError::Malformed, $e instanceof UserSync\UserSyncException);
    echo thrown(fn () => $e->reason = UserSync\TokenError::Expired), "\n";
}
?>
--EXPECT--
plain PHP makes one: nothing
again: Replayed: usersync: the token was used before [token-replayed]
empty: Malformed: usersync: this is not a token [token-malformed]
nonsense: Malformed: usersync: this is not a token [token-malformed]
without a footer: Malformed: usersync: the footer of the token does not name a key as usersync does [token-footer]
another footer: Malformed: usersync: the footer of the token does not name a key as usersync does [token-footer]
oversized: Malformed: usersync: a token has at most 8192 characters [token-too-long]
truncated: Malformed: usersync: the token has not the shape of v3.local [token-shape]
v4: UnsupportedVersion: usersync: only v3.local tokens are accepted, this is a v4.local [token-version]
public: UnsupportedVersion: usersync: only v3.local tokens are accepted, this is a v3.public [token-version]
a key of nobody: UnknownKey: usersync: network "main" holds no key k3.lid.ID: the key was rotated, or the token is not meant for it [token-key-unknown]
a flipped byte: BadSignature: usersync: the token does not open: it was changed, or made for another purpose than "login", another network than "main", or another browser's challenge than this state has [token-not-authentic]
another purpose: BadSignature: usersync: the token does not open: it was changed, or made for another purpose than "login", another network than "main", or another browser's challenge than this state has [token-not-authentic]
another network: BadSignature: usersync: the token does not open: it was changed, or made for another purpose than "login", another network than "main", or another browser's challenge than this state has [token-not-authentic]
another browser: BadSignature: usersync: the token does not open: it was changed, or made for another purpose than "login", another network than "main", or another browser's challenge than this state has [token-not-authentic]
expired: Expired: usersync: the token expired N s ago, no less than the leeway of 30 s [token-expired]
of the future: NotYetValid: usersync: the token begins N s from now, more than the leeway of 30 s: do the clocks agree? [token-not-yet-valid]
not before: NotYetValid: usersync: the token begins N s from now, more than the leeway of 30 s: do the clocks agree? [token-not-yet-valid]
old: TooOld: usersync: the token was made N s ago, 90 s are allowed [token-too-old]
for somebody else: WrongAudience: usersync: the token is for https://b.example, this site is https://b.example/shop [token-wrong-audience]
from somebody else: WrongIssuer: usersync: https://c.example is no peer that holds key k3.lid.ID in network "main" [token-wrong-issuer]
long-lived: BadClaims: usersync: a token lives 1 to 300 seconds, this one 301 [token-lifetime]
no jti: BadClaims: usersync: a claim is missing (jti) [claim-missing]
no user: BadClaims: usersync: a login names its user (sub) [login-without-user]
a number as user: BadClaims: usersync: a claim must be a string (sub) [claim-string]
a time with an offset: BadClaims: usersync: a claim must be a time like 2026-11-20T13:12:00Z (exp) [claim-time]
no object: BadClaims: usersync: the claims are not a JSON object [json-not-object]
the same key twice: BadClaims: usersync: JSON with the same key twice in one object [json-key-twice]
deep: BadClaims: usersync: JSON nested deeper than four levels [json-depth]
not UTF-8: BadClaims: usersync: JSON that is not UTF-8 [json-utf8]
no state: Unsolicited: usersync: no browser state was given: network "main" takes only logins that this browser asked for [token-unsolicited]
an empty state: Unsolicited: usersync: no browser state was given: network "main" takes only logins that this browser asked for [token-unsolicited]
too old for me: TooOld: usersync: the token was made N s ago, 10 s are allowed [token-too-old]
a peer that may not: WrongIssuer: usersync: https://a.example may not send a login here [token-not-allowed]
an unbound token: IpMismatch: usersync: the token was made for a browser at another address [token-ip-mismatch]
another state: bad_signature
as a logout: bad_signature
too old: too_old
the same token after all that: nothing
bool(true)
bool(true)
Error: Cannot modify readonly property UserSync\InvalidTokenException::$reason
