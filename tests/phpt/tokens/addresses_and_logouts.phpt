--TEST--
A bound login works from its own range of addresses; a logout is bound to nothing and names whom it ends
--EXTENSIONS--
usersync
--FILE--
<?php
require __DIR__ . '/../inc/place.inc';
require __DIR__ . '/../inc/tokens.inc';
$key = usersync_key_generate();
$state = random_bytes(32);
$challenge = b64(hash('sha256', $state, true));
function as_a(string $key, string $ip): void { usersync_network_define('main', ['site' => A, 'peers' => [B => ['keys' => [$key]]], 'ip' => $ip]); }
foreach (['prefix' => ['192.0.2.199', '192.0.3.7', '2001:db8::1'], 'strict' => ['192.0.2.7', '192.0.2.8', '::ffff:192.0.2.7']] as $mode => $addresses) {
    foreach ($addresses as $address) {
        as_a($key, $mode);
        $token = usersync_token_generate('main', B, ['sub' => '7'], ['challenge' => $challenge, 'ip' => '192.0.2.7']);
        define_pair($key, ['ip' => $mode]);
        try {
            $checked = usersync_token_verify('main', $token, ['state' => $state, 'ip' => $address])['ip_checked'];
            echo "$mode $address: ", $checked ? 'checked' : 'not comparable', "\n";
        } catch (UserSync\InvalidTokenException $e) {
            echo "$mode $address: {$e->reason->value}\n";
        }
    }
}
foreach ([['sid' => b64(str_repeat('s', 16))], ['sub' => '7'], ['sub' => '7', 'sid' => b64(str_repeat('s', 16)), 'auth_ms' => 5]] as $whom) {
    as_a($key, 'strict');
    $token = usersync_token_generate('main', B, $whom, ['purpose' => 'logout', 'ttl' => 300]);
    define_pair($key, ['ip' => 'strict']);
    $claims = usersync_token_verify('main', $token, ['purpose' => 'logout']);
    echo implode(' ', array_keys(array_intersect_key($claims, ['sub' => 1, 'sid' => 1, 'auth_ms' => 1]))), ' ', $claims['exp'] - $claims['iat'], "\n";
    echo strtok(thrown(fn () => usersync_token_verify('main', $token, ['purpose' => 'logout'])), ':'), "\n";
}
?>
--EXPECT--
prefix 192.0.2.199: checked
prefix 192.0.3.7: ip_mismatch
prefix 2001:db8::1: not comparable
strict 192.0.2.7: checked
strict 192.0.2.8: ip_mismatch
strict ::ffff:192.0.2.7: checked
sid 300
Replayed
sub auth_ms 300
Replayed
sub sid auth_ms 300
Replayed
