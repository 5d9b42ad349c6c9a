--TEST--
A disk that is full or read-only, a damaged database: a warning with the file and the cause, the old data kept
--EXTENSIONS--
usersync
--SKIPIF--
<?php
exec('unshare --mount mount -t tmpfs none /mnt 2>&1', $said, $status);
if ($status !== 0) die('skip no file system can be mounted here: ' . implode(' ', $said));
?>
--INI--
session.save_handler=usersync
session.use_cookies=0
session.cache_limiter=
--FILE--
<?php
require __DIR__ . '/../inc/place.inc';

/** Runs $code in another PHP that sees a file system of its own where the sessions are. */
function on_disk(string $options, string $code): string
{
    global $place;
    $php = getenv('TEST_PHP_EXECUTABLE');
    file_put_contents("$place/php", "#!/bin/sh\nexec unshare --mount sh -c 'mount -t tmpfs -o $options none $place/disk && exec \"\$0\" \"\$@\"' $php \"\$@\"\n");
    chmod("$place/php", 0700);
    putenv("TEST_PHP_EXECUTABLE=$place/php");
    $said = other($code, ['session.save_path' => "$place/disk"]);
    putenv("TEST_PHP_EXECUTABLE=$php");
    return $said;
}

function shown(string $said): string
{
    return preg_replace(['~/[^ ()]+/usersync-\d+(?=[/)])~', '~\(/[^()]+\)|path: [^()]+~', '~ in Standard.*~', "~\n+~"], ['PLACE', '', '', "\n"], $said);
}

mkdir("$place/disk");
echo "full", shown(on_disk('size=1m', '
    session_id("x"); session_start(); $_SESSION["n"] = 1; session_write_close();
    $filler = fopen(ini_get("session.save_path") . "/filler", "w");
    while (@fwrite($filler, str_repeat("x", 4096)));
    session_start(); $_SESSION["n"] = str_repeat("y", 300000); session_write_close();
    unlink(ini_get("session.save_path") . "/filler"); fclose($filler);
    session_start(); echo "kept: $_SESSION[n]\n";')), "\n";
echo "read-only", shown(on_disk('ro', 'session_id("x"); var_dump(session_start());')), "\n";

other('session_id("x"); session_start(); $_SESSION["n"] = str_repeat("z", 20000); session_write_close();');
[$database] = glob("$place/usersync-*/sessions.db");
file_put_contents($database, str_repeat("\xff", 16));
echo "damaged", shown(other('session_id("x"); var_dump(session_start());')), "\n";
?>
--EXPECT--
full
Warning: session_write_close(): usersync: no room for session files (PLACE/sessions.db); free disk space or raise the quota [sqlite-full]
Warning: session_write_close(): Failed to write session data (usersync). Please verify that the current setting of session.save_path is correct 
kept: 1

read-only
Warning: session_start(): usersync: session files cannot be written (PLACE): Read-only file system; make the file system writable [sqlite-read-only]
Warning: session_start(): Failed to initialize storage module: usersync ()
bool(false)

damaged
Warning: session_start(): usersync: the session database is damaged (PLACE/sessions.db); move it away or restore it [sqlite-damaged]
Warning: session_start(): Failed to initialize storage module: usersync ()
bool(false)
