--TEST--
usersync_configure(): store, keyring, prefix, scope of an application, before the session and within what the administrator allows
--EXTENSIONS--
usersync
--INI--
session.save_handler=usersync
session.use_cookies=0
session.cache_limiter=
--FILE--
<?php
require __DIR__ . '/../inc/keyring.inc';
require __DIR__ . '/../inc/place.inc';
mkdir("$place/own");
[$system, $own] = [usersync_key_generate(), usersync_key_generate()];

echo "-- a store and a keyring of its own\n";
$code = "usersync_configure(['store' => ['scheme' => 'sqlite', 'path' => '$place/own'], 'keyring' => ['$own'], 'prefix' => 'shop:', 'scope' => 'site-7']);
    session_id('x'); session_start(); \$_SESSION['n'] = 'a secret'; session_write_close(); \$info = usersync_info();
    var_dump(str_contains(\$info['store'], '/own/'), \$info['scope'], \$info['key_ids'] === ['" . usersync_key_id($own) . "']);";
echo php($code, [$system]);
var_dump(count(glob("$place/own/usersync-*/sessions.db")), glob("$place/usersync-*"));
var_dump(str_contains(shell_exec("cat $place/own/*/*"), 'a secret'));

echo "-- a path is fine too, and the next request knows nothing of it\n";
echo php("usersync_configure(['keyring' => '" . keyring([$own]) . "']); session_id('y'); session_start(); \$_SESSION['n'] = 1; echo 'stored';", []);
echo php("session_id('y'); var_dump(@session_start());", []);

echo "-- not the system's keys under another name\n";
foreach (['store' => 'sqlite', 'prefix' => 'other:', 'scope' => 'other'] as $name => $value) {
    echo php("try { usersync_configure(['$name' => '$value']); } catch (UserSync\KeyringException \$e) { echo get_class(\$e), \"\\n\"; }", [$system]);
}
echo "-- not when the session is open\n";
echo php("session_id('z'); session_start(); try { usersync_configure(['prefix' => 'other:']); } catch (UserSync\UserSyncException \$e) { echo \$e->getMessage(), \"\\n\"; }
    usersync_configure(['site_key' => '$own']); echo strlen(usersync_encrypt('x', 'y')), \"\\n\";", []);

echo "-- mistakes\n";
$mistakes = [['stor' => 'x'], ['prefix' => 7], ['prefix' => 'with space'], ['scope' => ''], ['store' => 'nosuch://x'], ['store' => 'mysql://u:pw@h/d'],
             ['store' => ['scheme' => 'mysql', 'host' => 'h:99999', 'database' => 'd']], ['store' => ['host' => 'h']], ['store' => ['scheme' => 'mysql', 'host' => []]],
             ['keyring' => ['short']], ['keyring' => []], ['keyring' => '/nowhere'], ['site_key' => 'k3.local.AAAA']];
foreach ($mistakes as $mistake) {
    try {
        usersync_configure($mistake);
        echo json_encode($mistake), ": accepted\n";
    } catch (ValueError | TypeError | UserSync\KeyringException | UserSync\StorageException $e) {
        echo get_class($e), ': ', $e->getMessage(), "\n";
    }
}
session_id('fine');
var_dump(session_start());
?>
--EXPECTF--
-- a store and a keyring of its own
bool(true)
string(6) "site-7"
bool(true)
int(1)
array(0) {
}
bool(false)
-- a path is fine too, and the next request knows nothing of it
storedbool(false)
-- not the system's keys under another name
UserSync\KeyringException
UserSync\KeyringException
UserSync\KeyringException
-- not when the session is open
usersync: usersync_configure() comes before session_start() [configure-too-late]
57
-- mistakes
ValueError: usersync_configure(): Argument #1 ($options) has an unknown key "stor"
TypeError: usersync_configure(): Argument #1 ($options) must hold a string under key "prefix", int found
ValueError: usersync: usersync.prefix must be 1 to 64 printable ASCII characters without spaces [setting-printable]
ValueError: usersync: usersync.scope must be 1 to 64 printable ASCII characters without spaces [setting-printable]
ValueError: %s
ValueError: %spassword%s
ValueError: usersync: usersync.store: a port is a number from 1 to 65535 (99999) [store-port]
ValueError: usersync: usersync.store begins with its scheme, as in redis://host [store-no-scheme]
TypeError: usersync_configure(): Argument #1 ($options) must hold strings under key "store", array found
UserSync\KeyringException: %s
UserSync\KeyringException: %s
UserSync\%s: %s
UserSync\KeyringException: %s
bool(true)
