--TEST--
usersync_token_peek tells version, purpose and key of what looks like a token, and needs no network
--EXTENSIONS--
usersync
--FILE--
<?php
require __DIR__ . '/../inc/tokens.inc';
$key = usersync_key_generate();
usersync_network_define('main', ['site' => A, 'peers' => [B => ['keys' => [$key]]]]);
$token = usersync_token_generate('main', B, ['sub' => '7']);
var_dump(usersync_token_peek($token)['kid'] === usersync_key_id($key));
foreach ([$token, substr($token, 0, 40), 'v4.public.AAAA', 'v4.public.AAAA.e30'] as $text) {
    $seen = usersync_token_peek($text);
    echo $seen['version'], ' ', $seen['purpose'], ' ', gettype($seen['kid']), "\n";
}
foreach (['', 'v3.local.', 'v3.local', "v3.local\0.", 'v7.local.AAAA', 'eyJhbGciOiJIUzI1NiJ9.e30.x', str_repeat('v3.local.', 1000)] as $text) {
    echo thrown(fn () => usersync_token_peek($text)), "\n";
}
?>
--EXPECT--
bool(true)
v3 local string
v3 local NULL
v4 public NULL
v4 public NULL
Malformed: usersync: this is not a token [token-malformed]
Malformed: usersync: the token is empty [token-empty]
Malformed: usersync: this is not a token [token-malformed]
Malformed: usersync: this is not a token [token-malformed]
Malformed: usersync: this is not a token [token-malformed]
Malformed: usersync: this is not a token [token-malformed]
Malformed: usersync: this is not a token [token-malformed]
