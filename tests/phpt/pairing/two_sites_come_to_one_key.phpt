--TEST--
Two sites come to one key and six digits by one string, once; what was bent, expired or is foreign is refused
--EXTENSIONS--
usersync
--FILE--
<?php
require __DIR__ . '/../inc/place.inc';
require __DIR__ . '/../inc/tokens.inc';
usersync_configure(['site_key' => usersync_key_generate()]);

echo "-- both sides\n";
$offer = usersync_pair_offer('main', A, ['path' => '/?rest_route=/usersync/v1/pair']);
echo implode(' ', array_keys($offer)), ' ', abs($offer['expires'] - time() - 900) <= 1 ? 'in 15 minutes' : 'when?', ' ', strlen($offer['id']), "\n";
$answer = usersync_pair_answer(chunk_split($offer['pairing'], 60), B);
echo implode(' ', array_keys($answer)), "\n", implode(' ', array_keys($answer['post'])), "\n";
echo $answer['network'], ' ', $answer['peer'], ' ', $answer['url'], ' ', $answer['post']['url'], ' ', $answer['expires'] === $offer['expires'] ? 'same' : 'other', "\n";
$accepted = usersync_pair_accept($offer['offer'], $answer['post'] + ['action' => 'pair']);
echo implode(' ', array_keys($accepted)), "\n";
echo $accepted['network'], ' ', $accepted['site'], ' ', $accepted['peer'], "\n";
foreach (['reply', 'digits', 'key'] as $same) var_dump($accepted[$same] === $answer[$same]);
echo preg_match('/^[0-9]{6}$/D', $answer['digits']), preg_match('/^k3\.local\.[A-Za-z0-9_-]{43}$/D', $answer['key']), "\n";

echo "-- a login over the new pair\n";
$network = fn (string $site, string $peer) => ['site' => $site, 'peers' => [$peer => ['keys' => [$answer['key']]]], 'allow_unsolicited' => true];
usersync_network_define('main', $network(B, A));
$token = usersync_token_generate('main', A, ['sub' => '7']);
usersync_network_define('main', $network(A, B));
echo usersync_token_verify('main', $token)['iss'], "\n";

echo "-- once\n";
$refused = fn (string $offer, array $post) => thrown(fn () => usersync_pair_accept($offer, $post)) . "\n";
echo $refused($offer['offer'], $answer['post']), $refused($offer['offer'], usersync_pair_answer($offer['pairing'], B)['post']);

echo "-- bent\n";
$offer = usersync_pair_offer('main', A);
$post = usersync_pair_answer($offer['pairing'], B)['post'];
echo $refused($offer['offer'], ['url' => 'https://evil.example'] + $post), $refused($offer['offer'], []), $refused($offer['offer'], ['mac' => ['x']] + $post),
    $refused($offer['pairing'], $post), $refused(usersync_pair_offer('main', A)['offer'], $post);
foreach ([$offer['pairing'] . 'A', substr($offer['pairing'], 0, 40), '', 'k3.local.AAAA'] as $string) echo thrown(fn () => usersync_pair_answer($string, B)), "\n";
echo thrown(fn () => usersync_pair_answer($offer['pairing'], A)), "\n";

echo "-- expired\n";
[, $text] = explode('.', $offer['pairing']);
$late = json_decode(base64_decode(strtr($text, '-_', '+/')), true);
echo implode(' ', array_keys($late)), "\n";
$late['exp'] -= 900 + 121;
$late = 'usersync-pair-1.' . b64(json_encode($late, JSON_UNESCAPED_SLASHES));
$late .= '.' . b64(substr(hash('sha256', $late, true), 0, 6));
echo thrown(fn () => usersync_pair_answer($late, B)), "\n";

echo "-- nothing was used up\n";
echo usersync_pair_accept($offer['offer'], $post)['peer'], "\n";

echo "-- wrong arguments\n";
foreach ([['Main', A], ['main', 'a.example'], ['main', A, ['path' => 'x']], ['main', A, ['url' => '/x']], ['main', A, ['path' => 1]]] as $arguments) {
    echo thrown(fn () => usersync_pair_offer(...$arguments)), "\n";
}
echo thrown(fn () => usersync_pair_answer($offer['pairing'], 'b.example')), "\n";

echo "-- keys and store\n";
$offer = usersync_pair_offer('main', A);
$post = usersync_pair_answer($offer['pairing'], B)['post'];
usersync_configure(['site_key' => usersync_key_generate()]);
echo preg_replace('/k3\.lid\.[\w-]{10}\.\.\./', '<id>', $refused($offer['offer'], $post));
$offer = usersync_pair_offer('main', A);
$post = usersync_pair_answer($offer['pairing'], B)['post'];
ini_set('session.save_path', "$place/nowhere");
echo strtok($refused($offer['offer'], $post), ':'), "\n";
echo other('try { usersync_pair_offer("main", "https://a.example"); } catch (UserSync\KeyringException $e) { echo get_class($e), "\n"; }');
?>
--EXPECT--
-- both sides
pairing offer id expires in 15 minutes 22
network peer url reply digits key post expires
id url nonce mac
main https://a.example https://a.example/?rest_route=/usersync/v1/pair https://b.example/shop same
network site peer reply digits key
main https://a.example https://b.example/shop
bool(true)
bool(true)
bool(true)
11
-- a login over the new pair
https://b.example/shop
-- once
UserSync\UserSyncException: usersync: this offer was answered before: one pairing string is for one site [pairing-answered]
UserSync\UserSyncException: usersync: this offer was answered before: one pairing string is for one site [pairing-answered]
-- bent
UserSync\UserSyncException: usersync: this answer does not fit the offer [pairing-answer-foreign]
UserSync\UserSyncException: usersync: this answer does not fit the offer [pairing-answer-foreign]
UserSync\UserSyncException: usersync: this answer does not fit the offer [pairing-answer-foreign]
UserSync\UserSyncException: usersync: this is no pairing offer of this site [pairing-no-offer]
UserSync\UserSyncException: usersync: this answer does not fit the offer [pairing-answer-foreign]
UserSync\UserSyncException: usersync: the pairing string was changed on its way; copy it whole [pairing-changed]
UserSync\UserSyncException: usersync: the pairing string was changed on its way; copy it whole [pairing-changed]
UserSync\UserSyncException: usersync: this is no pairing string [pairing-not-a-string]
UserSync\UserSyncException: usersync: this is no pairing string [pairing-not-a-string]
UserSync\UserSyncException: usersync: this site made the pairing string itself [pairing-with-itself]
-- expired
url path network k exp
UserSync\UserSyncException: usersync: the pairing string has expired; make a new one [pairing-string-expired]
-- nothing was used up
https://b.example/shop
-- wrong arguments
ValueError: usersync: a network's name is 1 to 64 of a-z, 0-9, '.', '_' and '-' [network-name]
ValueError: usersync: the url of a site begins with https:// (http:// for loopback) (a.example) [url-scheme]
ValueError: usersync: `path` is empty, or begins with / or ? and is plain ASCII [pairing-path]
ValueError: usersync_pair_offer(): Argument #3 ($options) has an unknown key "url"
TypeError: usersync_pair_offer(): Argument #3 ($options) must hold a string under key "path", int found
ValueError: usersync: the url of a site begins with https:// (http:// for loopback) (b.example) [url-scheme]
-- keys and store
UserSync\KeyringException: usersync: sealed under key <id>, which usersync.keyring does not hold; add that key to the keyring [key-unknown]
UserSync\StorageException
UserSync\KeyringException
