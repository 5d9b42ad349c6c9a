<?php
// One contender of one figure: tokens.php <ours|paseto|paseto-bare|php-jwt> <generate|verify> <times> [vendor/autoload.php]
// Prints the median of one call in microseconds. All say the same of the same user, and verify what they check by themselves.
[, $contender, $figure, $times] = $argv;
if (isset($argv[4])) require $argv[4];

const A = 'https://a.example', B = 'https://b.example/shop';
const SAID = ['sub' => '42', 'email' => 'jane.doe@example.org', 'email_verified' => true, 'ext' => ['role' => 'author', 'name' => 'Jane Doe']];

function b64(string $bytes): string
{
    return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
}

/** What usersync_token_generate() fills in by itself. */
function claims(callable $time): array
{
    return ['iss' => A, 'aud' => B] + SAID + ['jti' => b64(random_bytes(16)), 'sid' => b64(random_bytes(16)), 'auth_ms' => (int) (microtime(true) * 1000),
            'iat' => $time(0), 'nbf' => $time(0), 'exp' => $time(300)];
}

$at = fn (int $offset) => gmdate('Y-m-d\TH:i:s\Z', time() + $offset);
$unix = fn (int $offset) => time() + $offset;
$raw = random_bytes(32);
$key = 'k3.local.' . b64($raw);
$state = b64(random_bytes(32));
$challenge = b64(hash('sha256', $state, true));
$footer = '{"kid":"k3.lid.' . b64(substr(hash('sha384', "k3.lid.$key", true), 0, 33)) . '"}';
$implicit = "usersync/1\nlogin\nmain\n$challenge";

if ($contender === 'ours') {
    $network = fn (string $site, string $peer) => usersync_network_define('main', ['site' => $site, 'peers' => [$peer => ['keys' => [$key]]], 'ttl' => 300]);
    $generate = fn () => usersync_token_generate('main', B, SAID, ['challenge' => $challenge]);
    $verify = fn (string $token) => usersync_token_verify('main', $token, ['state' => $state, 'consume' => false]);
    $network(A, B);
} elseif ($contender === 'paseto') {
    $secret = new ParagonIE\Paseto\Keys\Version3\SymmetricKey($raw);
    $generate = function () use ($secret, $at, $footer, $implicit) {
        $builder = ParagonIE\Paseto\Builder::getLocal($secret, new ParagonIE\Paseto\Protocol\Version3);
        return $builder->setClaims(claims($at))->setFooter($footer)->setImplicitAssertions(['said' => $implicit])->toString();
    };
    $parser = ParagonIE\Paseto\Parser::getLocal($secret, ParagonIE\Paseto\ProtocolCollection::v3(), [
        new ParagonIE\Paseto\Rules\ValidAt(new DateTime), new ParagonIE\Paseto\Rules\ForAudience(B), new ParagonIE\Paseto\Rules\IssuedBy(A),
    ]);
    $parser->setImplicitAssertions(['said' => $implicit]);
    $verify = fn (string $token) => $parser->parse($token)->getClaims();
} elseif ($contender === 'paseto-bare') {
    $secret = new ParagonIE\Paseto\Keys\Version3\SymmetricKey($raw);
    $generate = fn () => ParagonIE\Paseto\Protocol\Version3::encrypt(json_encode(claims($at)), $secret, $footer, $implicit);
    $verify = fn (string $token) => json_decode(ParagonIE\Paseto\Protocol\Version3::decrypt($token, $secret, $footer, $implicit), true);
} else {
    $secret = new Firebase\JWT\Key($raw, 'HS256');
    $generate = fn () => Firebase\JWT\JWT::encode(claims($unix), $raw, 'HS256');
    $verify = fn (string $token) => (array) Firebase\JWT\JWT::decode($token, $secret);
}

$token = $generate();
if ($contender === 'ours' && $figure === 'verify') $network(B, A);
$call = $figure === 'generate' ? $generate : fn () => $verify($token);
$took = [];
for ($i = -intdiv((int) $times, 10); $i < $times; ++$i) {
    $start = hrtime(true);
    $said = $call();
    $spent = hrtime(true) - $start;
    if ($i >= 0) $took[] = $spent;
}
if ($figure === 'verify' && ($said['email'] ?? '') !== SAID['email']) {
    fwrite(STDERR, "$contender reads something else\n");
    exit(1);
}
sort($took);
printf("us %.3f\n", $took[intdiv(count($took), 2)] / 1000);
