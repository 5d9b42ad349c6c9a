--TEST--
usersync_session_import() stores what another system kept, unless the id is in use, was destroyed, or the session has expired
--EXTENSIONS--
usersync
--INI--
session.save_handler=usersync
session.use_cookies=0
session.cache_limiter=
--FILE--
<?php
require __DIR__ . '/../inc/keyring.inc';
require __DIR__ . '/../inc/place.inc';
$keys = [usersync_key_generate()];
echo php('
    var_dump(usersync_session_import("old", "cart|a:1:{i:0;s:4:\"book\";}", time() + 3600));
    var_dump(usersync_session_import("old", "cart|a:0:{}", time() + 3600));
    var_dump(usersync_session_import("expired", "n|i:1;", time() - 1));
    session_id("old"); session_start(); echo json_encode($_SESSION), "\n"; session_destroy();
    var_dump(usersync_session_import("old", "n|i:1;", time() + 3600));
    session_id("open"); session_start(); $_SESSION["n"] = 1;
    var_dump(usersync_session_import("beside", "n|i:2;", time() + 3600));
    session_write_close();
    foreach (["open", "beside"] as $id) { session_id($id); session_start(); echo $_SESSION["n"], "\n"; session_write_close(); }
    try { usersync_session_import("no*id", "", time() + 1); } catch (ValueError $e) { echo get_class($e), "\n"; }
    usersync_session_import("brief", "n|i:1;", time() + 1);
    sleep(2);
    session_id("brief"); session_start(); var_dump($_SESSION);
', $keys);
?>
--EXPECT--
bool(true)
bool(false)
bool(false)
{"cart":["book"]}
bool(false)
bool(true)
1
2
ValueError
array(0) {
}
