--TEST--
A browser goes only where it may, origins are compared whole, and only trusted proxies name its address
--EXTENSIONS--
usersync
--FILE--
<?php
require __DIR__ . '/../inc/tokens.inc';
require __DIR__ . '/../inc/place.inc';
$allowed = ['https://a.example', 'https://B.example:443'];
foreach (['/x?y#z', 'https://b.example/x', '//evil.example', '/\\evil.example', "/\t/evil.example", "/x\r\ny", 'https://a.example@evil.example',
          'https://a.example:444/', 'http://a.example/', 'javascript:alert(1)', ''] as $url) {
    echo json_encode($url), ' ', usersync_return_url($url, '/home', $allowed), "\n";
}
echo usersync_return_url('https://a.example/'), ' ', usersync_return_url('//x', 'anything'), "\n";
echo thrown(fn () => usersync_return_url('/', '/', ['*'])), "\n", thrown(fn () => usersync_return_url('/', '/', [7])), "\n";

echo "-- origins\n";
$key = usersync_key_generate();
define_pair($key);
foreach (['https://a.example', 'https://b.example', 'https://b.example/shop', 'https://A.example', 'https://a.example:443', 'http://a.example',
          'https://a.example.evil.example', 'null', '', '*'] as $origin) {
    echo $origin, ' ', json_encode(usersync_origin_allowed('main', $origin)), "\n";
}
echo thrown(fn () => usersync_origin_allowed('none', 'https://a.example')), "\n";

echo "-- addresses\n";
var_dump(usersync_client_ip(), usersync_client_ip([]), usersync_client_ip(['REMOTE_ADDR' => ['x']]));
$ask = <<<'PHP'
foreach ([['10.0.0.1', '1.2.3.4', null], ['10.0.0.1', '6.6.6.6, 1.2.3.4, 10.0.0.2', null], ['10.0.0.1', 'nonsense', null], ['192.0.2.7', '1.2.3.4', null],
          ['::ffff:10.0.0.1', '::ffff:1.2.3.4', null], ['2001:db8::1', null, 'for="[2001:db9::7]:4711";proto=https'], ['10.0.0.1', '1.2.3.4', 'for=5.6.7.8'],
          ['unix:', '1.2.3.4', null]] as [$remote, $x, $rfc]) {
    try {
        echo usersync_client_ip(['REMOTE_ADDR' => $remote, 'HTTP_X_FORWARDED_FOR' => $x, 'HTTP_FORWARDED' => $rfc]), "\n";
    } catch (UserSync\UserSyncException $e) {
        echo $e->getMessage(), "\n";
        break;
    }
}
PHP;
echo other($ask, ['usersync.trusted_proxies' => '10.0.0.0/8 2001:db8::/32']), "--\n", other($ask), "--\n", other($ask, ['usersync.trusted_proxies' => '10.0.0.0/8, proxy']);
?>
--EXPECT--
"\/x?y#z" /x?y#z
"https:\/\/b.example\/x" https://b.example/x
"\/\/evil.example" /home
"\/\\evil.example" /home
"\/\t\/evil.example" /home
"\/x\r\ny" /home
"https:\/\/a.example@evil.example" /home
"https:\/\/a.example:444\/" /home
"http:\/\/a.example\/" /home
"javascript:alert(1)" /home
"" /home
/ anything
ValueError: usersync: the url of a site begins with https:// (http:// for loopback) (*) [url-scheme]
TypeError: usersync_return_url(): Argument #3 ($allowed_origins) must be a list of strings, int found
-- origins
https://a.example true
https://b.example true
https://b.example/shop false
https://A.example false
https://a.example:443 false
http://a.example false
https://a.example.evil.example false
null false
 false
* false
ValueError: usersync: there is no such network (none) [network-unknown]
-- addresses
string(0) ""
string(0) ""
string(0) ""
1.2.3.4
1.2.3.4
10.0.0.1
192.0.2.7
1.2.3.4
2001:db9::7
10.0.0.1

--
10.0.0.1
10.0.0.1
10.0.0.1
192.0.2.7
10.0.0.1
2001:db8::1
10.0.0.1

--
usersync: usersync.trusted_proxies is a list of addresses and ranges (proxy) [trusted-proxies]
