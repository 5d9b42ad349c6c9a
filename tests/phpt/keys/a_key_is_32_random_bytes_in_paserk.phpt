--TEST--
A new key is a PASERK k3.local string, never the same twice; its id is the published one
--EXTENSIONS--
usersync
--FILE--
<?php
$keys = array_map(fn () => usersync_key_generate(), range(1, 100));
var_dump(count(array_unique($keys)), count(preg_grep('/^k3\.local\.[A-Za-z0-9_-]{43}$/D', $keys)));
// github.com/paseto-standard/test-vectors, PASERK/k3.lid.json, "k3.lid-2"
$vectors = json_decode(file_get_contents(__DIR__ . '/../../vectors/paserk/k3.lid.json'), true)['tests'];
$checked = 0;
foreach ($vectors as $vector) {
    if ($vector['expect-fail'] || preg_match('/^(..)\1*$/D', $vector['key'])) continue;
    $key = 'k3.local.' . rtrim(strtr(base64_encode(hex2bin($vector['key'])), '+/', '-_'), '=');
    if (usersync_key_id($key) !== $vector['paserk']) echo $vector['name'], "\n";
    $checked++;
}
var_dump($checked > 0);
?>
--EXPECT--
int(100)
int(100)
bool(true)
