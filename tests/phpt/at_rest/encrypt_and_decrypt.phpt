--TEST--
usersync_encrypt seals for one context and tenant; every changed byte is refused; an old key is reported
--EXTENSIONS--
usersync
--FILE--
<?php
require __DIR__ . '/../inc/keyring.inc';
require __DIR__ . '/../inc/place.inc';
$code = <<<'PHP'
$sealed = usersync_encrypt("geheim\0", 'notes');
var_dump(strlen($sealed) - 7, str_contains($sealed, 'geheim'), usersync_decrypt($sealed, 'notes') === "geheim\0");
var_dump(usersync_decrypt($sealed, 'other'), usersync_needs_rekey($sealed));
$refused = 0;
for ($i = 0; $i < strlen($sealed); $i++) {
    for ($bit = 0; $bit < 8; $bit++) {
        $changed = $sealed;
        $changed[$i] = chr(ord($changed[$i]) ^ 1 << $bit);
        $refused += usersync_decrypt($changed, 'notes') === false;
    }
    $refused += usersync_decrypt(substr($sealed, 0, $i), 'notes') === false;
}
var_dump($refused === strlen($sealed) * 9);
var_dump(usersync_decrypt('', 'notes'), usersync_encrypt('', '') !== '', usersync_needs_rekey('plain'));
file_put_contents(getenv('SEALED'), $sealed);
PHP;
$a = usersync_key_generate();
$b = usersync_key_generate();
$file = sys_get_temp_dir() . '/usersync-sealed-' . getmypid();
putenv("SEALED=$file");
echo php($code, [$a]);
echo "-- another first key, then another tenant, then a stranger\n";
$open = '$s = file_get_contents(getenv("SEALED")); var_dump(usersync_needs_rekey($s), usersync_decrypt($s, "notes") === "geheim\0");';
echo php($open, [$b, $a]);
echo php($open, [$a], ['usersync.scope' => 'other']);
echo php($open, [$b]);
unlink($file);
echo "-- no keyring\n";
foreach (['usersync_encrypt("x", "y")', 'usersync_decrypt("x", "y")', 'usersync_needs_rekey("x")'] as $call) {
    try {
        eval("$call;");
    } catch (UserSync\KeyringException $e) {
        echo $e->getMessage(), "\n";
    }
}
?>
--EXPECT--
int(56)
bool(false)
bool(true)
bool(false)
bool(false)
bool(true)
bool(false)
bool(true)
bool(true)
-- another first key, then another tenant, then a stranger
bool(true)
bool(true)
bool(false)
bool(false)
bool(true)
bool(false)
-- no keyring
usersync: a key is needed, and usersync.keyring names no file [keyring-none]
usersync: a key is needed, and usersync.keyring names no file [keyring-none]
usersync: a key is needed, and usersync.keyring names no file [keyring-none]
