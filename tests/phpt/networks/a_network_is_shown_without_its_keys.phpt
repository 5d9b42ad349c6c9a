--TEST--
A network is defined for this request, replaced by its name, and shown without its keys
--EXTENSIONS--
usersync
--FILE--
<?php
$a = usersync_key_generate();
$b = usersync_key_generate();
usersync_network_define('main', ['site' => 'HTTPS://B.example:443/shop/', 'peers' => [
    'https://a.example' => ['keys' => [$a, $b], 'logout_url' => 'https://a.example/?usersync=logout'],
    'https://c.example:444/' => ['keys' => [usersync_key_generate()], 'may' => ['logout']],
]]);
$info = usersync_network_info('main');
var_dump($info['peers']['https://a.example']['key_ids'] === [usersync_key_id($a), usersync_key_id($b)]);
foreach ($info['peers'] as &$peer) $peer['key_ids'] = count($peer['key_ids']);
unset($peer);
echo json_encode($info, JSON_UNESCAPED_SLASHES | JSON_PRETTY_PRINT), "\n";

usersync_network_define('star', ['site' => 'https://b.example', 'keys' => [usersync_key_generate()], 'hub' => 'https://a.example',
    'peers' => ['https://a.example' => [], 'https://c.example' => null ?: []], 'ttl' => 300, 'leeway' => 0, 'lifetime' => 600, 'ip' => 'strict',
    'allow_unsolicited' => true]);
$star = usersync_network_info('star');
echo json_encode([$star['hub'], $star['ttl'], $star['leeway'], $star['lifetime'], $star['ip'], $star['allow_unsolicited'],
    $star['peers']['https://a.example']['may'], $star['peers']['https://c.example']['may']], JSON_UNESCAPED_SLASHES), "\n";

// What info says can be defined again, with keys in the place of their ids; null is the same as absent.
usersync_network_define('main', ['site' => $info['site'], 'hub' => $info['hub'], 'keys' => [$a], 'peers' => []]);
var_dump(usersync_networks(), usersync_network_info('main')['peers']);
?>
--EXPECT--
bool(true)
{
    "name": "main",
    "site": "https://b.example/shop",
    "hub": null,
    "ttl": 60,
    "leeway": 30,
    "lifetime": 2592000,
    "ip": "off",
    "allow_unsolicited": false,
    "peers": {
        "https://a.example": {
            "key_ids": 2,
            "may": [
                "login",
                "logout"
            ],
            "logout_url": "https://a.example/?usersync=logout"
        },
        "https://c.example:444": {
            "key_ids": 1,
            "may": [
                "logout"
            ],
            "logout_url": null
        }
    }
}
["https://a.example",300,0,600,"strict",true,["login","logout"],["logout"]]
array(2) {
  [0]=>
  string(4) "main"
  [1]=>
  string(4) "star"
}
array(0) {
}
