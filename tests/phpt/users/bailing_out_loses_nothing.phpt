--TEST--
Memory that runs out while a list, a history or tokens are copied out: the request ends, the session and the logins stay whole
--EXTENSIONS--
usersync
--INI--
session.save_handler=usersync
session.use_cookies=0
session.cache_limiter=
--FILE--
<?php
require __DIR__ . '/../inc/place.inc';
$key = usersync_key_generate();
usersync_configure(['site_key' => $key]);
visit('a', function () { $_SESSION['n'] = 1; usersync_session_bind('ada'); });
$site = "usersync_configure(['site_key' => '$key']); ";
foreach (range(1, 120) as $i) usersync_session_bind('ada', ['session' => "cookie-$i", 'agent' => str_repeat('x', 255), 'label' => str_repeat('y', 255), 'event' => $i > 60 ? 'sync' : '']);
$calls = ['list' => 'usersync_session_list("ada")', 'history' => 'usersync_session_history("ada", 100)',
          'tokens' => 'usersync_logout_tokens("main", "ada")', 'bind' => 'usersync_session_bind("ada", ["session" => "one-more"])'];
foreach ($calls as $what => $call) {
    foreach ([0, 10, 30, 60, 90] as $room) {  // KiB left at the call
        [$process, $output] = other_started($site . 'session_id("a"); session_start(); $_SESSION["n"]++;
            $peers = []; foreach (range(1, 40) as $i) $peers["https://p$i.example"] = ["keys" => [usersync_key_generate()], "logout_url" => "https://p$i.example/" . str_repeat("x", 400)];
            usersync_network_define("main", ["site" => "https://b.example", "peers" => $peers]);
            $kept = []; ini_set("memory_limit", memory_get_usage(true)); $left = ' . $room . ' * 1024;
            try { while (memory_get_usage(true) - memory_get_usage() > $left + 9000) $kept[] = str_repeat("x", 4000); } catch (Error) {}
            $answer = ' . $call . '; echo "survived";');
        $said = stream_get_contents($output);
        while (($status = proc_get_status($process))['running']) usleep(1000);
        $died = $status['signaled'] || ($status['exitcode'] > 128 && $status['exitcode'] < 255);
        if ($died || !preg_match('/survived|Allowed memory size/', $said)) echo "$what, $room: ", substr($said, 0, 300), "\n";
    }
}
var_dump(visit('a', fn () => $_SESSION['n']) >= 1, usersync_session_user('a'), count(usersync_session_list('ada')) >= 121);
?>
--EXPECT--
bool(true)
string(3) "ada"
bool(true)
