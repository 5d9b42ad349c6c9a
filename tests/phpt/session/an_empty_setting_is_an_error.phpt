--TEST--
A setting that is empty (an unset variable, a bare none or off) fails the session by name, and weakens nothing
--EXTENSIONS--
usersync
--FILE--
<?php
require __DIR__ . '/../inc/place.inc';
require __DIR__ . '/../inc/keyring.inc';

/** session_start() in a PHP with these lines in its php.ini. */
function start(string $lines): string
{
    global $place;
    $ini = "$place/php.ini";
    file_put_contents($ini, "session.save_handler=usersync\nsession.save_path=\"$place\"\nsession.use_cookies=0\nsession.cache_limiter=\n"
        . "html_errors=0\n$lines\n");
    $php = escapeshellarg(getenv('TEST_PHP_EXECUTABLE') ?: PHP_BINARY);
    preg_match('/extension=\S+/', getenv('TEST_PHP_EXTRA_ARGS'), $extension);
    return shell_exec("$php -n -c " . escapeshellarg($ini) . " -d '" . trim($extension[0], "'\"") . "' -r "
        . escapeshellarg('session_id("x"); var_dump(session_start());') . ' 2>&1');
}

foreach (['usersync.lock' => ['', '${USERSYNC_UNSET}', 'none', 'off', 'no'], 'usersync.encryption' => ['', '${USERSYNC_UNSET}', 'off', 'none'],
          'usersync.lock_failure' => ['', '${USERSYNC_UNSET}'], 'usersync.prefix' => ['', '${USERSYNC_UNSET}'],
          'usersync.store' => ['', '${USERSYNC_UNSET}'], 'usersync.keyring' => ['', '${USERSYNC_UNSET}']] as $setting => $values) {
    foreach ($values as $value) {
        $output = start("$setting = $value");
        if (!preg_match("/Warning: session_start\(\): .*" . preg_quote($setting) . ".*bool\(false\)/s", $output)) echo "$setting = $value: $output\n";
    }
}
foreach (['usersync.lock = unlocked', 'usersync.lock = "none"', 'usersync.encryption = plaintext', 'usersync.encryption = "off"', ''] as $line) {
    $output = start($line);
    if (trim($output) !== 'bool(true)') echo "$line: $output\n";
}
echo start('usersync.lock = none');
echo "done\n";
?>
--EXPECTF--
%AWarning: session_start(): usersync: usersync.lock must be exclusive or unlocked, and is empty; php.ini reads none, off and no as empty [setting-empty] in %s on line %d
%Abool(false)
done
