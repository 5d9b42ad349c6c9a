--TEST--
Codes need a key, a store, a browser and a purpose; an error names what is missing
--EXTENSIONS--
usersync
--FILE--
<?php
require __DIR__ . '/../inc/place.inc';
require __DIR__ . '/../inc/tokens.inc';
$state = ['state' => '0123456789abcdef'];
$create = fn (string $email = 'a@b.example', string $purpose = 'verify', array $options = []) =>
    thrown(fn () => usersync_email_code_create($email, $purpose, $options)) . "\n";
$verify = fn (string $purpose = 'verify', array $options = []) => thrown(fn () => usersync_email_code_verify('a@b.example', '123456', $purpose, $options)) . "\n";

echo "-- a key\n", $create(options: $state), $verify(options: $state);
usersync_configure(['site_key' => usersync_key_generate()]);
echo "-- an address and a purpose\n", $create('a@b', options: $state), $create(purpose: '', options: $state), $create(purpose: 'Verify', options: $state), $verify('a b', $state);
echo "-- a browser\n", $create(), $create(options: ['binding' => true]), $create(options: $state + ['binding' => false]), $create(options: ['state' => 'short']), $verify(),
    $verify(options: ['state' => str_repeat('x', 4097)]), $verify(options: $state + ['ip' => '']);
echo "-- terms\n";
foreach ([['type' => 'word'], ['length' => 5], ['length' => 11], ['type' => 'link', 'length' => 6], ['ttl' => 59], ['ttl' => 601], ['type' => 'link', 'ttl' => 86401],
          ['ip' => '192.0.2'], ['ip' => 7], ['tll' => 60]] as $options) {
    echo $create(options: $state + $options);
}
echo "-- a store\n";
ini_set('session.save_path', "$place/nowhere");
echo strtok($create(options: $state + ['ip' => '']), ':'), "\n", strtok($verify(options: $state), ':'), "\n";
?>
--EXPECT--
-- a key
UserSync\KeyringException: usersync: a key is needed, and usersync.keyring names no file [keyring-none]
UserSync\KeyringException: usersync: a key is needed, and usersync.keyring names no file [keyring-none]
-- an address and a purpose
ValueError: usersync: mail cannot be sent to this address [mail-address]
ValueError: usersync_email_code_create(): Argument #2 ($purpose) must be 1 to 64 of a-z 0-9 . _ -
ValueError: usersync_email_code_create(): Argument #2 ($purpose) must be 1 to 64 of a-z 0-9 . _ -
ValueError: usersync_email_code_verify(): Argument #3 ($purpose) must be 1 to 64 of a-z 0-9 . _ -
-- a browser
ValueError: usersync_email_code_create(): Argument #3 ($options) must hold a "state" of this browser, or "binding" => false
ValueError: usersync_email_code_create(): Argument #3 ($options) must hold a "state" of this browser, or "binding" => false
ValueError: usersync_email_code_create(): Argument #3 ($options) must hold a "state" of this browser, or "binding" => false
ValueError: usersync_email_code_create(): Argument #3 ($options) must hold 16 to 4096 bytes under key "state"
ValueError: usersync_email_code_verify(): Argument #4 ($options) must hold a "state" of this browser, or "binding" => false
ValueError: usersync_email_code_verify(): Argument #4 ($options) must hold 16 to 4096 bytes under key "state"
ValueError: usersync_email_code_verify(): Argument #4 ($options) has an unknown key "ip"
-- terms
ValueError: usersync_email_code_create(): Argument #3 ($options) must hold digits or link under key "type"
ValueError: usersync_email_code_create(): Argument #3 ($options) must hold 6 to 10 under key "length", and only for digits
ValueError: usersync_email_code_create(): Argument #3 ($options) must hold 6 to 10 under key "length", and only for digits
ValueError: usersync_email_code_create(): Argument #3 ($options) must hold 6 to 10 under key "length", and only for digits
ValueError: usersync_email_code_create(): Argument #3 ($options) must hold 60 to 600 seconds under key "ttl"
ValueError: usersync_email_code_create(): Argument #3 ($options) must hold 60 to 600 seconds under key "ttl"
ValueError: usersync_email_code_create(): Argument #3 ($options) must hold 60 to 86400 seconds under key "ttl"
ValueError: usersync: `ip` is an IPv4 or IPv6 address (192.0.2) [ip-invalid]
TypeError: usersync_email_code_create(): Argument #3 ($options) must hold a string under key "ip", int found
ValueError: usersync_email_code_create(): Argument #3 ($options) has an unknown key "tll"
-- a store
UserSync\StorageException
UserSync\StorageException
