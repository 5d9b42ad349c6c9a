--TEST--
One code a minute for an address and twenty an hour for who asks: RateLimitException with seconds
--EXTENSIONS--
usersync
--FILE--
<?php
require __DIR__ . '/../inc/place.inc';
usersync_configure(['site_key' => usersync_key_generate()]);
$options = ['state' => usersync_state_create()['state']];
function ask(string $email, array $options): void
{
    try {
        echo strlen(usersync_email_code_create($email, 'verify', $options + $GLOBALS['options'])['code']), "\n";
    } catch (UserSync\RateLimitException $e) {
        echo get_class($e), ': ', preg_replace('/\d+/', '%', $e->getMessage()), ' ', $e instanceof UserSync\UserSyncException ? 'is one' : 'is none', ' ';
        echo $e->retryAfter > 50 && $e->retryAfter <= 60 ? 'a minute' : ($e->retryAfter > 3500 && $e->retryAfter <= 3600 ? 'an hour' : $e->retryAfter), "\n";
        try {
            $e->retryAfter = 1;
        } catch (Error $e) {
            echo $e->getMessage(), "\n";
        }
    }
}
echo "-- an address\n";
ask('a@b.example', []);
ask('A@b.example', ['ip' => '']);
ask('b@b.example', []);
echo "-- who asks\n";
for ($i = 0; $i < 20; ++$i) usersync_email_code_create("many$i@b.example", 'verify', $options + ['ip' => "192.0.2.$i"]);
ask('more@b.example', ['ip' => '192.0.2.200']);
ask('more@b.example', ['ip' => '::ffff:192.0.2.201']);
ask('more@b.example', ['ip' => '192.0.3.1']);
ask('others@b.example', ['ip' => '']);
?>
--EXPECT--
-- an address
6
UserSync\RateLimitException: usersync: too many codes were asked for; the next one is possible in % s [mail-too-many-codes] is one a minute
Cannot modify readonly property UserSync\RateLimitException::$retryAfter
6
-- who asks
UserSync\RateLimitException: usersync: too many codes were asked for; the next one is possible in % s [mail-too-many-codes] is one an hour
Cannot modify readonly property UserSync\RateLimitException::$retryAfter
UserSync\RateLimitException: usersync: too many codes were asked for; the next one is possible in % s [mail-too-many-codes] is one an hour
Cannot modify readonly property UserSync\RateLimitException::$retryAfter
6
6
