--TEST--
A keyring in use is not freed by many other keyrings, site keys and scopes; the memory for their subkeys is bounded
--FILE--
<?php
require __DIR__ . '/../inc/place.inc';
ini_set('session.save_handler', 'usersync');
ini_set('session.use_cookies', 0);
ini_set('session.cache_limiter', '');

echo "-- the keyring stays usable while 70 site keys come and go\n";
usersync_configure(['keyring' => [$key = usersync_key_generate()], 'scope' => 'a']);
$sealed = usersync_encrypt('secret', 'context');
for ($i = 0; $i < 70; $i++) usersync_configure(['site_key' => usersync_key_generate()]);
var_dump(usersync_decrypt($sealed, 'context'), usersync_info()['key_ids'] === [usersync_key_id($key)]);

echo "-- an open session keeps its keys, too\n";
session_id('visitor');
session_start();
$_SESSION['n'] = 1;
for ($i = 0; $i < 70; $i++) usersync_configure(['site_key' => usersync_key_generate()]);
usersync_session_user('another');
var_dump(session_write_close());
var_dump(visit('visitor', fn () => $_SESSION['n']));

echo "-- so does a site key\n";
usersync_configure(['site_key' => $site = usersync_key_generate()]);
for ($i = 0; $i < 70; $i++) usersync_configure(['keyring' => [usersync_key_generate()]]);
var_dump(usersync_decrypt(usersync_encrypt('secret', 'context'), 'context'));

echo "-- ten thousand scopes take no more memory than a few hundred\n";
function resident(): int
{
    preg_match('/VmRSS:\s+(\d+)/', file_get_contents('/proc/self/status'), $match);
    return (int) $match[1];
}
function scopes(int $count, string $prefix, string $key): void
{
    for ($i = 0; $i < $count; $i++) {
        usersync_configure(['keyring' => [$key], 'scope' => "$prefix$i"]);
        usersync_encrypt('x', 'context');
    }
}
scopes(500, 'few', $key);
$before = resident();
scopes(10000, 'many', $key);
// AddressSanitizer keeps freed memory for a while.
$most = getenv('USE_ZEND_ALLOC') === '0' ? 400 : 8;
var_dump(resident() - $before < $most * 1024);
?>
--EXPECT--
-- the keyring stays usable while 70 site keys come and go
string(6) "secret"
bool(true)
-- an open session keeps its keys, too
bool(true)
int(1)
-- so does a site key
string(6) "secret"
-- ten thousand scopes take no more memory than a few hundred
bool(true)
