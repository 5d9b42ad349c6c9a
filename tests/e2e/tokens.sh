#!/usr/bin/env bash
# a token made here opens in another implementation of PASETO, and one made there verifies here; bent ones in neither
# It proves that footer, assertion and claims agree with an implementation that shares no code with ours: `paseto` from npm,
# which speaks v3.local with assertions. The test fails, and does not skip, when the package cannot be installed.
set -euo pipefail
paseto=3.1.4
modules=$PWD/build/e2e/node/paseto-$paseto
if [[ ! -e $modules/node_modules/paseto/package.json ]]; then
  mkdir -p "$modules"
  npm install --prefix "$modules" --no-save --no-audit --no-fund --ignore-scripts --silent "paseto@$paseto"
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The side in node: reads a line of JSON, writes a line of JSON.
cat >"$modules/peer.mjs" <<'JS'
import { V3 } from 'paseto'
import { createSecretKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
const { key, assertion, token, claims, footer } = JSON.parse(readFileSync(0, 'utf8'))
const secret = createSecretKey(Buffer.from(key.slice('k3.local.'.length), 'base64url'))
const opened = async (token, assertion) => {
  try {
    const { payload, footer } = await V3.decrypt(token, secret, { assertion, complete: true, ignoreExp: true, ignoreIat: true })
    return { claims: payload, footer: footer.toString() }
  } catch (error) {
    return error.code
  }
}
const bent = token.slice(0, 60) + (token[60] === 'A' ? 'B' : 'A') + token.slice(61)
console.log(JSON.stringify({
  opened: await opened(token, assertion), bent: await opened(bent, assertion), other: await opened(token, assertion.replace('login', 'logout')),
  token: await V3.encrypt(claims, secret, { footer, assertion, iat: false }),
}))
JS

cat >"$work/site.php" <<'PHP'
<?php
function must(bool $good, string $what): void
{
    echo $good ? 'ok   ' : 'FAIL ', $what, "\n";
    if (!$good) exit(1);
}
function b64(string $bytes): string
{
    return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
}
function reason(callable $call): string
{
    try {
        $call();
        return 'accepted';
    } catch (UserSync\InvalidTokenException $e) {
        return $e->reason->name;
    }
}
const A = 'https://a.example', B = 'https://b.example/shop';
$key = usersync_key_generate();
$side = fn (string $site, string $peer) => usersync_network_define('main', ['site' => $site, 'peers' => [$peer => ['keys' => [$key]]]]);
usersync_configure(['store' => "sqlite:$argv[1]"]);
$state = random_bytes(32);
$challenge = b64(hash('sha256', $state, true));
$assertion = "usersync/1\nlogin\nmain\n$challenge";
$footer = '{"kid":"' . usersync_key_id($key) . '"}';
$at = fn (int $offset) => gmdate('Y-m-d\TH:i:s\Z', time() + $offset);
$theirs = ['iss' => A, 'aud' => B, 'sub' => '7', 'jti' => b64(random_bytes(16)), 'iat' => $at(0), 'nbf' => $at(0), 'exp' => $at(60),
           'sid' => b64(random_bytes(16)), 'auth_ms' => time() * 1000, 'email' => 'zoë@example.org', 'email_verified' => true, 'ext' => ['a' => [1, null, 'ü/"']]];

$side(A, B);
$said = ['sub' => '7', 'email' => 'zoë@example.org', 'email_verified' => true, 'ext' => ['b' => ['ß', 2.5, false]]];
$token = usersync_token_generate('main', B, $said, ['challenge' => $challenge]);
$peer = proc_open(['node', $argv[2]], [['pipe', 'r'], ['pipe', 'w']], $pipes);
fwrite($pipes[0], json_encode(compact('key', 'assertion', 'token', 'footer') + ['claims' => $theirs]));
fclose($pipes[0]);
$answer = json_decode(stream_get_contents($pipes[1]), true);
$claims = $answer['opened']['claims'] ?? [];
must(array_intersect_key($claims, $said) == $said, 'the other side reads what this one said');
must(($claims['iss'] ?? '') === A && $claims['aud'] === B && ($answer['opened']['footer'] ?? '') === $footer, 'issuer, audience and footer');
must($answer['bent'] === 'ERR_PASETO_DECRYPTION_FAILED' && $answer['other'] === 'ERR_PASETO_DECRYPTION_FAILED', 'a bent token and another purpose open there as little as here');

$side(B, A);
$token = $answer['token'];
$bent = substr_replace($token, $token[60] === 'A' ? 'B' : 'A', 60, 1);
must(reason(fn () => usersync_token_verify('main', $bent, ['state' => $state])) === 'BadSignature', 'a bent token of the other side');
must(reason(fn () => usersync_token_verify('main', $token, ['state' => random_bytes(32)])) === 'BadSignature', 'in another browser');
$verified = usersync_token_verify('main', $token, ['state' => $state]);
must($verified['ext'] === $theirs['ext'] && $verified['email'] === $theirs['email'] && $verified['jti'] === $theirs['jti'], 'this side reads what the other one said');
must(reason(fn () => usersync_token_verify('main', $token, ['state' => $state])) === 'Replayed', 'once');
PHP
mkdir -m 700 "$work/store"
php -n -d extension="$MODULE" "$work/site.php" "$work/store" "$modules/peer.mjs"
