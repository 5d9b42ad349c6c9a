--TEST--
Preloaded code that uses the extension runs, and sessions work beside it
--EXTENSIONS--
usersync
--SKIPIF--
<?php if (PHP_VERSION_ID < 80500 && !file_exists(ini_get('extension_dir') . '/opcache.so')) die('skip needs opcache'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/place.inc';
file_put_contents("$place/preload.php", '<?php function made() { return usersync_key_generate(); } made();');
echo other('session_id("x"); session_start(); $_SESSION["n"] = strlen(made()); session_write_close(); session_start(); var_dump($_SESSION);',
    // From 8.5 on opcache is a part of PHP.
    (PHP_VERSION_ID < 80500 ? ['zend_extension' => 'opcache.so'] : []) + ['opcache.enable_cli' => 1, 'opcache.preload' => "$place/preload.php", 'opcache.preload_user' => 'root']);
?>
--EXPECT--
array(1) {
  ["n"]=>
  int(52)
}
