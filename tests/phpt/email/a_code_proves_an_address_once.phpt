--TEST--
An email code is good once, in the browser that asked, for its address and purpose; every CodeResult is reached
--EXTENSIONS--
usersync
--INI--
session.save_handler=usersync
session.use_cookies=0
session.cache_limiter=
--FILE--
<?php
require __DIR__ . '/../inc/place.inc';
require __DIR__ . '/../inc/tokens.inc';
usersync_configure(['site_key' => usersync_key_generate()]);
$mine = ['state' => usersync_state_create()['state']];
$other = ['state' => usersync_state_create()['state']];
$nobody = ['ip' => ''];
function verify(string $email, string $code, string $purpose = 'verify', array $options = []): string
{
    return usersync_email_code_verify($email, $code, $purpose, $options ?: $GLOBALS['mine'])->name;
}
function wrong(string $code): string
{
    return substr($code, 0, -1) . ($code[-1] === '0' ? '1' : '0');
}

echo "-- digits\n";
$made = usersync_email_code_create('Jane@B.example', 'verify', $mine);
echo preg_match('/^[0-9]{6}$/D', $made['code']), ' ', abs($made['expires'] - time() - 600) <= 1 ? 'in 600 s' : 'when?', ' ', $made['retry_after'], "\n";
['code' => $code] = $made;
echo verify('jane@b.example', $code), ' ', verify('Jane@b.example', $code, 'change'), ' ', verify('Jane@b.example', $code, 'verify', $other), ' ',
    verify('Jane@b.example', $code, 'verify', ['binding' => false]), "\n";
echo verify('Jane@b.example', wrong($code)), ' ', verify('Jane@b.example', "$code\n"), ' ', verify(' Jane@B.EXAMPLE ', $code), ' ', verify('Jane@b.example', $code), "\n";
echo verify('not an address', $code), ' ', verify('Jane@b.example', $code), "\n";

echo "-- five tries\n";
['code' => $code] = usersync_email_code_create('five@b.example', 'verify', $mine + ['length' => 10, 'ttl' => 60]);
for ($i = 0; $i < 5; ++$i) echo verify('five@b.example', wrong($code)), ' ';
echo verify('five@b.example', $code), "\n";

echo "-- a link, for any browser\n";
$made = usersync_email_code_create('link@b.example', 'change', ['type' => 'link', 'binding' => false]);
echo strlen($made['code']), ' ', abs($made['expires'] - time() - 86400) <= 1 ? 'in a day' : 'when?', "\n";
foreach ([$mine, ['binding' => false], ['binding' => false]] as $options) echo verify('link@b.example', $made['code'], 'change', $options), ' ';
echo "\n-- another process has the same tenant's codes\n";
['code' => $code] = usersync_email_code_create('process@b.example', 'verify', $mine);
require __DIR__ . '/../inc/keyring.inc';
$key = usersync_key_generate();
$ask = fn (string $what) => '$o = ["state" => "0123456789abcdef"]; ' . $what;
[$code] = [php($ask('echo usersync_email_code_create("p@b.example", "verify", $o)["code"];'), [$key])];
echo php($ask("echo usersync_email_code_verify('p@b.example', '$code', 'verify', \$o)->name;"), [$key]), ' ';
echo php($ask("echo usersync_email_code_verify('p@b.example', '$code', 'verify', \$o)->name;"), [usersync_key_generate(), $key]), "\n";

echo "-- in an open session\n";
session_start();
['code' => $code] = usersync_email_code_create('session@b.example', 'verify', $mine);
$_SESSION['x'] = 1;
echo verify('session@b.example', $code), ' ';
$id = session_id();
session_write_close();
echo json_encode(stored($id)), "\n";
?>
--EXPECT--
-- digits
1 in 600 s 60
Expired Expired Expired Expired
Wrong Wrong Ok Expired
Expired Expired
-- five tries
Wrong Wrong Wrong Wrong Wrong Exhausted
-- a link, for any browser
43 in a day
Expired Ok Expired 
-- another process has the same tenant's codes
Ok Expired
-- in an open session
Ok {"x":1}
