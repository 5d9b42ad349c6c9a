--TEST--
The networks file: its networks are there, cannot be defined anew, show no key; an unfit file is named by whatever needs it
--EXTENSIONS--
usersync
--FILE--
<?php
require __DIR__ . '/../inc/keyring.inc';
require __DIR__ . '/../inc/place.inc';
$key = usersync_key_generate();
$lines = ['; ours', '[main]', 'site = https://b.example', 'ttl = 90', '[main https://a.example]', "key = $key", 'may = login'];
$code = <<<'PHP'
echo json_encode([usersync_networks(), usersync_network_info('main')['ttl'], usersync_network_info('main')['peers']['https://a.example']['may']]), "\n";
$own = ['site' => 'https://b.example', 'keys' => [usersync_key_generate()]];
try {
    usersync_network_define('main', $own);
} catch (ValueError $e) {
    echo $e->getMessage(), "\n";
}
usersync_network_define('own', $own);
echo json_encode(usersync_networks()), "\n";
ob_start();
phpinfo(INFO_GENERAL | INFO_CONFIGURATION | INFO_MODULES);
var_dump(ini_get_all('usersync'), usersync_info(), usersync_network_info('main'));
$shown = ob_get_clean();
var_dump(str_contains($shown, getenv('KEY')));
PHP;
putenv('KEY=' . substr($key, 9));
echo other($code, ['usersync.networks' => keyring($lines)]);

$ask = <<<'PHP'
foreach (['usersync_networks()', 'usersync_network_info("main")', 'usersync_network_define("x", ["site" => "https://b.example", "keys" => [usersync_key_generate()]])',
          'usersync_token_generate("x", "y", [])', 'usersync_token_verify("x", "y")'] as $call) {
    try {
        eval("$call;");
        echo "accepted\n";
    } catch (UserSync\KeyringException $e) {
        $said[] = $e->getMessage();
    }
}
echo count($said), ' ', implode(' | ', array_unique($said)), "\n";
PHP;
$link = "$place/link";
symlink(keyring($lines), $link);
foreach (['missing' => "$place/nowhere", 'world-readable' => keyring($lines, 0444), 'linked' => $link, 'mistyped' => keyring(['[main]', 'sites = x']),
          'without keys' => keyring(['[main]', 'site = https://b.example']), 'a short key' => keyring([...$lines, 'key = ' . substr($key, 0, 40)])] as $what => $file) {
    echo "$what: ", str_replace(dirname($file), '', other($ask, ['usersync.networks' => $file]));
}
?>
--EXPECTF--
[["main"],90,["login"]]
usersync: a network of usersync.networks cannot be defined again (main) [network-fixed]
["main","own"]
bool(false)
missing: 5 usersync: the secret file does not exist (/nowhere, usersync.networks) [secret-file-missing]
world-readable: 5 usersync: every user may read or write the secret file (/usersync-keyring-%s); chmod it 0400 or 0440 [secret-file-world]
linked: 5 usersync: the secret file may not be a symbolic link (/link, usersync.networks); name the file itself [secret-file-symlink]
mistyped: 5 usersync: a network has site, hub, key, ttl, leeway, lifetime, ip and allow_unsolicited (line 2 of /usersync-keyring-%s) [network-unknown-setting]
without keys: 5 usersync: a network without keys: neither the peer nor the network has one ([main] of /usersync-keyring-%s) [network-no-keys]
a short key: 5 usersync: a k3.local key has 43 characters behind its prefix, 32 bytes ([main] key 2 of https://a.example of /usersync-keyring-%s) [key-length]
