--TEST--
A wrong definition is named, defines nothing, and shows no key
--EXTENSIONS--
usersync
--FILE--
<?php
require __DIR__ . '/../inc/tokens.inc';
$key = usersync_key_generate();
$peer = ['keys' => [$key]];
$fine = ['site' => B, 'peers' => [A => $peer]];
$wrong = [
    ['bad name', $fine],
    ['main', ['sites' => B] + $fine],
    ['main', [B] + $fine],
    ['main', ['site' => 7] + $fine],
    ['main', ['site' => ''] + $fine],
    ['main', ['peers' => [A => $peer]]],
    ['main', ['site' => 'http://b.example'] + $fine],
    ['main', ['site' => 'https://user:geheim@b.example'] + $fine],
    ['main', ['site' => B, 'peers' => A]],
    ['main', ['site' => B, 'peers' => [$peer]]],
    ['main', ['site' => B, 'peers' => [A => $key]]],
    ['main', ['site' => B, 'peers' => [A => []]]],
    ['main', ['site' => B, 'peers' => []]],
    ['main', ['site' => B, 'peers' => [A => ['keys' => $key]]]],
    ['main', ['site' => B, 'peers' => [A => ['keys' => [[$key]]]]]],
    ['main', ['site' => B, 'peers' => [A => ['key' => [$key]]]]],
    ['main', ['site' => B, 'peers' => [A => ['keys' => [$key, substr($key, 0, -4)]]]]],
    ['main', ['site' => B, 'peers' => [A => $peer + ['may' => ['everything']]]]],
    ['main', ['site' => B, 'peers' => [A => $peer + ['logout_url' => 'https://c.example/']]]],
    ['main', ['site' => B, 'peers' => [A => $peer, 'https://c.example' => $peer]]],
    ['main', ['site' => A, 'peers' => [A => $peer]]],
    ['main', ['keys' => ['geheim']] + $fine],
    ['main', ['hub' => 'https://c.example'] + $fine],
    ['main', ['ttl' => 0] + $fine],
    ['main', ['ttl' => 301] + $fine],
    ['main', ['ttl' => '60'] + $fine],
    ['main', ['leeway' => 121] + $fine],
    ['main', ['lifetime' => 1] + $fine],
    ['main', ['ip' => 'loose'] + $fine],
    ['main', ['allow_unsolicited' => 1] + $fine],
];
foreach ($wrong as [$name, $options]) {
    try {
        usersync_network_define($name, $options);
        echo "accepted\n";
    } catch (Throwable $e) {
        $shown = $e . print_r($e->getTrace(), true);
        if (str_contains($shown, substr($key, 9, 20)) || str_contains($shown, 'geheim')) echo "A KEY IS SHOWN: ";
        echo get_class($e), ': ', preg_replace('/k3\.lid\.[\w-]+/', 'k3.lid.ID', $e->getMessage()), "\n";
    }
}
var_dump(usersync_networks());
echo thrown(fn () => usersync_network_info('main')), "\n";
?>
--EXPECT--
ValueError: usersync: a network's name is 1 to 64 of a-z, 0-9, '.', '_' and '-' [network-name]
ValueError: usersync_network_define(): Argument #2 ($options) has an unknown key "sites"
ValueError: usersync_network_define(): Argument #2 ($options) must have names as keys, 0 is none
TypeError: usersync_network_define(): Argument #2 ($options) must hold a string under key "site", int found
ValueError: usersync: a network names the url of this site as `site` [network-no-site]
ValueError: usersync: a network names the url of this site as `site` [network-no-site]
ValueError: usersync: plain http is for loopback hosts alone: anybody on the way could read a login (site: http://b.example) [url-plain-http]
ValueError: usersync: the url of a site has no user and no password (site) [url-user]
TypeError: usersync_network_define(): Argument #2 ($options) must hold an array under key "peers", string found
ValueError: usersync_network_define(): Argument #2 ($options) must have the urls of the peers as keys under "peers"
TypeError: usersync_network_define(): Argument #2 ($options) must hold arrays under key "peers", string found
ValueError: usersync: a network without keys: neither the peer nor the network has one (https://a.example) [network-no-keys]
ValueError: usersync: a network without keys: neither the peer nor the network has one [network-no-keys]
TypeError: usersync_network_define(): Argument #2 ($options) must hold an array under key "keys" of https://a.example, string found
TypeError: usersync_network_define(): Argument #2 ($options) must hold a list of strings under key "keys" of https://a.example, array found
ValueError: usersync_network_define(): Argument #2 ($options) has an unknown key "key" of https://a.example
UserSync\KeyringException: usersync: a k3.local key has 43 characters behind its prefix, 32 bytes (key 2 of https://a.example) [key-length]
ValueError: usersync: `may` of a peer is login, logout or both (https://a.example) [network-may]
ValueError: usersync: the logout_url of a peer has the peer's own origin (https://c.example/) [network-logout-origin]
ValueError: usersync: two peers hold the same key: each pair has keys of its own; sites of equal trust share `keys` of the network (k3.lid.ID) [network-key-twice]
ValueError: usersync: a site is not its own peer (https://a.example) [network-own-peer]
UserSync\KeyringException: usersync: a key begins with k3.local. (key 1 of the network) [key-not-k3-local]
ValueError: usersync: the hub is neither this site nor one of its peers (https://c.example) [network-hub-unknown]
ValueError: usersync: `ttl` is 1 to 300 seconds (0) [network-ttl]
ValueError: usersync: `ttl` is 1 to 300 seconds (301) [network-ttl]
TypeError: usersync_network_define(): Argument #2 ($options) must hold an integer under key "ttl", string found
ValueError: usersync: `leeway` is 0 to 120 seconds (121) [network-leeway]
ValueError: usersync: `lifetime` is 600 to 315360000 seconds (1) [network-lifetime]
ValueError: usersync: `ip` of a network is off, prefix or strict [network-ip]
TypeError: usersync_network_define(): Argument #2 ($options) must hold true or false under key "allow_unsolicited", int found
array(0) {
}
ValueError: usersync: there is no such network (main) [network-unknown]
