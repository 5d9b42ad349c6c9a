--TEST--
usersync_key_id refuses what is no key, and neither its message nor its trace shows what was given
--EXTENSIONS--
usersync
--FILE--
<?php
$good = usersync_key_generate();
foreach (['', 'geheim', substr($good, 9), substr($good, 0, -1), "$good=", "$good\n", "$good\0", 'k4.local.' . substr($good, 9),
          'k3.local.' . str_repeat('A', 43), 'k3.local.' . str_repeat('AQEB', 14) . 'AQE', 'k3.local.' . str_repeat('!', 43)] as $bad) {
    try {
        usersync_key_id($bad);
        echo "accepted\n";
    } catch (UserSync\KeyringException $e) {
        $shown = $e . print_r($e->getTrace(), true);
        if (strlen($bad) > 9 && str_contains($shown, substr($bad, 9))) echo "shown\n";
    }
    echo $e->getMessage(), "\n";
}
?>
--EXPECT--
usersync: a key begins with k3.local. [key-not-k3-local]
usersync: a key begins with k3.local. [key-not-k3-local]
usersync: a key begins with k3.local. [key-not-k3-local]
usersync: a k3.local key has 43 characters behind its prefix, 32 bytes [key-length]
usersync: a k3.local key has 43 characters behind its prefix, 32 bytes [key-length]
usersync: a k3.local key has 43 characters behind its prefix, 32 bytes [key-length]
usersync: a k3.local key has 43 characters behind its prefix, 32 bytes [key-length]
usersync: a key begins with k3.local. [key-not-k3-local]
usersync: a key of one repeated byte is not secret [key-repeated-byte]
usersync: a k3.local key has 43 characters behind its prefix, 32 bytes [key-length]
usersync: a k3.local key is base64url without padding [key-encoding]
