<?php
// Three sites that share a login, in one process and in the order of a real visit: a hub, and two members that send
// their visitors there. Run it with the extension loaded; it needs no server and prints what happens.
//
//     php -d session.save_handler=usersync -d session.use_cookies=0 -d session.cache_limiter= docs/examples/three-sites.php

declare(strict_types=1);

const HUB = 'https://hub.example', SHOP = 'https://shop.example', FORUM = 'https://forum.example/talk';
const NETWORK = 'family';

/** One site: its own store, keys and users. Only one is "on" at a time, as if each were a server of its own. */
final class Site
{
    private static ?Site $on = null;
    private string $place;
    private string $siteKey;

    /** @param array<string, array{keys: list<string>, logout_url: string}> $peers */
    public function __construct(public readonly string $url, private array $peers)
    {
        $this->siteKey = usersync_key_generate();
        $this->place = sys_get_temp_dir() . '/usersync-three-sites-' . bin2hex(random_bytes(6));
        mkdir($this->place, 0700);
    }

    public function __destruct()
    {
        foreach (glob($this->place . '/*/*') ?: [] as $file) unlink($file);
        foreach (glob($this->place . '/*') ?: [] as $directory) rmdir($directory);
        rmdir($this->place);
    }

    /** What this site does in one request. */
    public function request(callable $work): mixed
    {
        usersync_configure(['store' => ['scheme' => 'sqlite', 'path' => $this->place], 'scope' => parse_url($this->url, PHP_URL_HOST),
                            'site_key' => $this->siteKey]);
        usersync_network_define(NETWORK, ['site' => $this->url, 'hub' => HUB, 'peers' => $this->peers]);
        try {
            return $work($this);
        } finally {
            session_write_close();
        }
    }

    /** The same with a visitor's session, which is the last thing a browser brings. */
    public function visit(string $session, callable $work): mixed
    {
        return $this->request(function () use ($session, $work) {
            session_id($session);
            session_start();
            return $work($this);
        });
    }
}

/** Who the visitor is on this site, or nobody. */
function who(Site $site, string $session): string
{
    return $site->visit($session, fn () => usersync_session_user() ?? 'nobody');
}

/** A visitor of $member who is logged in at the hub comes back with a token and is logged in here too. Returns the token and the browser's state. */
function signOn(Site $hub, Site $member, string $hubSession, string $session, string $user): array
{
    // 1. The member sends the browser to the hub, with a challenge. Its secret is in a cookie of the browser, here $state.
    $state = $member->request(fn () => usersync_state_create(['return_to' => '/cart']));
    // 2. The hub knows the browser, and answers with a token for that member and that browser alone.
    $token = $hub->visit($hubSession, function () use ($hub, $member, $state) {
        $name = usersync_session_user();
        $login = array_values(array_filter(usersync_session_list($name), fn ($login) => $login['current']))[0];
        return usersync_token_generate(NETWORK, $member->url,
            ['sub' => $name, 'sid' => $login['sid'], 'auth_ms' => $_SESSION['auth_ms'], 'email' => 'ada@example.org', 'email_verified' => true],
            ['challenge' => $state['challenge']]);
    });
    // 3. The browser brings it to the member: verified once, and bound.
    $member->visit($session, function () use ($token, $state, $user) {
        $wanted = usersync_state_take($state['state'], $state['id']);
        $claims = usersync_token_verify(NETWORK, $token, ['state' => $state['state']]);
        session_regenerate_id(true);
        usersync_session_bind($user, ['sid' => $claims['sid'], 'network' => NETWORK, 'issuer' => $claims['iss'], 'subject' => $claims['sub'],
                                      'auth_ms' => $claims['auth_ms'], 'ip' => '192.0.2.7', 'agent' => 'Browser', 'event' => 'sync']);
        $GLOBALS['sessions'][$user] = session_id();
        say("  back at {$wanted['return_to']} of {$claims['aud']}: {$claims['sub']} of {$claims['iss']} is $user here");
    });
    return [$token, $state['state']];
}

/** The hub's or a member's web server takes a POST to its logout_url. */
function deliver(Site $to, string $token): array
{
    $done = $to->request(fn () => usersync_logout_accept(NETWORK, $token));
    say("  $to->url ends {$done['destroyed']} login(s) of " . (implode(', ', $done['users']) ?: 'nobody'));
    return $done;
}

function say(string $line): void
{
    echo $line, "\n";
}

/** What refuses a token, by name. */
function refused(callable $work): string
{
    try {
        $work();
        return 'accepted';
    } catch (UserSync\InvalidTokenException $e) {
        return $e->reason->name;
    } catch (UserSync\UserSyncException $e) {
        return $e->getMessage();
    }
}

ob_start();  // session_regenerate_id() wants no output before it
[$withShop, $withForum] = [usersync_key_generate(), usersync_key_generate()];  // each pair of sites has a key of its own
$hub = new Site(HUB, [SHOP => ['keys' => [$withShop], 'logout_url' => SHOP . '/?usersync=logout'],
                      FORUM => ['keys' => [$withForum], 'logout_url' => FORUM . '/?usersync=logout']]);
$shop = new Site(SHOP, [HUB => ['keys' => [$withShop], 'logout_url' => HUB . '/?usersync=logout']]);
$forum = new Site(FORUM, [HUB => ['keys' => [$withForum], 'logout_url' => HUB . '/?usersync=logout']]);
$sites = [HUB . '/?usersync=logout' => $hub, SHOP . '/?usersync=logout' => $shop, FORUM . '/?usersync=logout' => $forum];
$sessions = [];

say('Ada types her password at the hub');
$hub->visit('ada-at-the-hub', function () {
    session_regenerate_id(true);
    $_SESSION['auth_ms'] = (int) (microtime(true) * 1000);
    usersync_session_bind('ada', ['network' => NETWORK, 'ip' => '192.0.2.7', 'agent' => 'Browser']);
    $GLOBALS['sessions']['ada'] = session_id();
});
say('  the hub knows her: ' . who($hub, $sessions['ada']));

say('She visits the shop, then the forum');
$used = signOn($hub, $shop, $sessions['ada'], 'ada-at-the-shop', 'customer-17');
signOn($hub, $forum, $sessions['ada'], 'ada-at-the-forum', 'lovelace');
say('  the shop knows her: ' . who($shop, $sessions['customer-17']) . ', the forum: ' . who($forum, $sessions['lovelace']));

say('She looks where she is logged in');
foreach (['ada' => $hub, 'customer-17' => $shop, 'lovelace' => $forum] as $user => $site) {
    foreach ($site->visit($sessions[$user], fn () => usersync_session_list($user)) as $login) {
        say("  $login[site]: $login[agent] at $login[ip]" . ($login['current'] ? ', this one' : ''));
    }
}

say('Somebody who saw the token tries it again, even with her cookie');
say('  ' . $shop->request(fn () => refused(fn () => usersync_token_verify(NETWORK, $used[0], ['state' => $used[1]]))));

say('At the shop, she logs out everywhere');
// A token of the hub is under way to the forum at this very moment.
$late = $forum->request(fn () => usersync_state_create());
$lateToken = $hub->visit($sessions['ada'], fn () => usersync_token_generate(NETWORK, FORUM,
    ['sub' => 'ada', 'auth_ms' => $_SESSION['auth_ms']], ['challenge' => $late['challenge']]));
$tokens = $shop->request(function () {
    $tokens = usersync_logout_tokens(NETWORK, 'customer-17');  // to the hub alone
    say('  the shop ends ' . usersync_session_destroy_all('customer-17', ['event' => 'logout']) . ' login(s) of its own and tells ' . implode(', ', array_keys($tokens)));
    return $tokens;
});
foreach ($tokens as $url => $token) {
    $done = deliver($sites[$url], $token);
    foreach ($done['users'] as $user) {  // the hub passes it on
        foreach ($hub->request(fn () => usersync_logout_tokens(NETWORK, $user, $done['all'] ? null : $done['sid'])) as $url => $passed) {
            deliver($sites[$url], $passed);
        }
    }
}
foreach (['ada' => $hub, 'customer-17' => $shop, 'lovelace' => $forum] as $user => $site) {
    say("  $site->url knows " . who($site, $sessions[$user]));
}

say('The same logout once more, and the token that was under way');
foreach ($tokens as $url => $token) deliver($sites[$url], $token);
say('  ' . $forum->request(fn () => refused(fn () => usersync_token_verify(NETWORK, $lateToken, ['state' => $late['state']]))));

say('What the forum remembers');
foreach ($forum->request(fn () => usersync_session_history('lovelace')) as $event) say("  $event[event], $event[site]");
