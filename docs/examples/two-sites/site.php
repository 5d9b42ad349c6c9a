<?php
// One of two sites that share a login, in a hundred lines: started twice by bin/demo, as A and as B.
// Needs session.save_handler=usersync; SITE, PEER and PAIR_KEY come from the environment.

declare(strict_types=1);

const NETWORK = 'demo';

[$site, $peer] = [getenv('SITE'), getenv('PEER')];
usersync_network_define(NETWORK, [
    'site' => $site,
    'peers' => [$peer => ['keys' => [getenv('PAIR_KEY')], 'may' => ['login', 'logout']]],
]);

session_start(['cookie_httponly' => true, 'cookie_samesite' => 'Lax', 'use_strict_mode' => true]);

match ($_SERVER['REQUEST_METHOD'] . ' ' . parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH)) {
    'GET /' => home($site, $peer),
    'POST /login' => login((string) ($_POST['name'] ?? '')),
    'GET /ask' => ask($site, $peer),
    'GET /answer' => answer($peer),
    'POST /arrive' => arrive(),
    'POST /logout' => logout($peer),
    'GET /leave' => leave(),
    default => page(404, 'Not here', '<p>There is no such page.</p>'),
};

/** A person typed a name: the one place where a login begins. */
function login(string $name): void
{
    if ($name === '') {
        page(400, 'No name', '<p>Who are you?</p>');
        return;
    }
    session_regenerate_id(true);
    $_SESSION = ['name' => $name, 'sid' => rtrim(strtr(base64_encode(random_bytes(16)), '+/', '-_'), '='),
                 'auth_ms' => (int) (microtime(true) * 1000)];
    redirect('/');
}

/** The browser asks the other site who it is. What it must prove later stays in this site's session. */
function ask(string $site, string $peer): void
{
    $_SESSION['state'] = random_bytes(32);
    $challenge = rtrim(strtr(base64_encode(hash('sha256', $_SESSION['state'], true)), '+/', '-_'), '=');
    redirect("$peer/answer?" . http_build_query(['aud' => $site, 'challenge' => $challenge]));
}

/** The other site asks who is logged in here. The answer is a token for that site and that browser alone. */
function answer(string $peer): void
{
    $challenge = (string) ($_GET['challenge'] ?? '');
    if (($_GET['aud'] ?? null) !== $peer || !preg_match('/^[\w-]{43}$/D', $challenge)) {
        page(400, 'Unknown site', '<p>No peer of ours asks like this.</p>');
        return;
    }
    if (!isset($_SESSION['name'])) {
        redirect("$peer/?nobody");
        return;
    }
    $token = usersync_token_generate(NETWORK, $peer,
        ['sub' => $_SESSION['name'], 'sid' => $_SESSION['sid'], 'auth_ms' => $_SESSION['auth_ms']],
        ['challenge' => $challenge]);
    header('Referrer-Policy: strict-origin');
    page(200, 'One moment', "<form method=post action='$peer/arrive'><input type=hidden name=token value='$token'>"
        . '<button>Continue</button></form><script>document.forms[0].submit()</script>');
}

/** The browser brings a token from the other site. */
function arrive(): void
{
    $state = $_SESSION['state'] ?? '';
    try {
        $claims = usersync_token_verify(NETWORK, (string) ($_POST['token'] ?? ''), ['state' => $state]);
    } catch (UserSync\InvalidTokenException $e) {
        page(403, 'Refused', '<p>' . htmlspecialchars($e->reason->value . ': ' . $e->getMessage()) . '</p>');
        return;
    }
    session_regenerate_id(true);
    $_SESSION = ['name' => $claims['sub'], 'sid' => $claims['sid'], 'auth_ms' => $claims['auth_ms'], 'state' => $state];
    redirect('/');
}

function logout(string $peer): void
{
    $sid = $_SESSION['sid'] ?? null;
    session_destroy();
    if ($sid === null) {
        redirect('/');
        return;
    }
    redirect("$peer/leave?token=" . usersync_token_generate(NETWORK, $peer, ['sid' => $sid], ['purpose' => 'logout']));
}

function leave(): void
{
    try {
        $claims = usersync_token_verify(NETWORK, (string) ($_GET['token'] ?? ''), ['purpose' => 'logout']);
    } catch (UserSync\InvalidTokenException $e) {
        page(403, 'Refused', '<p>' . htmlspecialchars($e->reason->value) . '</p>');
        return;
    }
    if (($_SESSION['sid'] ?? null) === $claims['sid']) session_destroy();
    redirect('/');
}

function home(string $site, string $peer): void
{
    $name = isset($_SESSION['name']) ? htmlspecialchars($_SESSION['name']) : null;
    page(200, $name ? "Hello, $name" : 'Nobody is logged in here', $name
        ? '<form method=post action=/logout><button>Log out everywhere</button></form>'
        : "<form method=post action=/login><input name=name placeholder='Your name' required> <button>Log in</button></form><p><a href=/ask>Ask $peer who I am</a></p>");
}

function redirect(string $where): void
{
    http_response_code(303);
    header("Location: $where");
    header('Cache-Control: no-store');
}

function page(int $status, string $title, string $body): void
{
    http_response_code($status);
    header('Cache-Control: no-store');
    echo "<!doctype html><meta charset=utf-8><title>$title</title><style>body{font:18px/1.5 system-ui;max-width:34em;margin:3em auto;padding:0 1em}</style>",
        '<p><small>', htmlspecialchars(getenv('SITE')), ' · the other is <a href="', htmlspecialchars(getenv('PEER')), '">', htmlspecialchars(getenv('PEER')), "</a></small></p><h1>$title</h1>$body";
}
