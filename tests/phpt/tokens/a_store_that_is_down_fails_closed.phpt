--TEST--
When nobody can say whether a token was used before, it is not accepted, and it is not the token's fault
--EXTENSIONS--
usersync
--SKIPIF--
<?php if (!extension_loaded('openssl')) die('skip the plain-PHP side of this test needs ext/openssl'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/place.inc';
require __DIR__ . '/../inc/tokens.inc';
[$key, $state, $challenge] = pair();
$token = token($key, [], $challenge);
ini_set('session.save_path', "$place/nowhere");
foreach ([1, 2] as $time) {
    echo preg_replace('~/\S+~', 'PATH', strtok(thrown(fn () => usersync_token_verify('main', $token, ['state' => $state])), ':')), "\n";
}
echo thrown(fn () => usersync_token_verify('main', $token, ['state' => $state, 'consume' => false])), "\n";
echo strtok(thrown(fn () => usersync_token_verify('main', "x$token", ['state' => $state])), ':'), "\n";
ini_set('session.save_path', $place);
echo thrown(fn () => usersync_token_verify('main', $token, ['state' => $state])), "\n";
?>
--EXPECT--
UserSync\StorageException
UserSync\StorageException
nothing
Malformed
nothing
