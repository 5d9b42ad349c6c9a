<?php
// A must-use plugin of the test bed. Its sites are on a loopback address, and updates cannot be checked without internet.
add_filter('http_request_host_is_external', '__return_true');
foreach (['core', 'plugins', 'themes'] as $what) {
    add_filter("pre_site_transient_update_$what", static fn () => (object) [
        'last_checked' => time(), 'version_checked' => $GLOBALS['wp_version'], 'updates' => [], 'response' => [], 'checked' => [],
    ]);
}
// Peers on one busy machine respond late, which must not count as down. A peer that hangs is given up after this time.
add_filter('usersync_peer_timeout', static fn () => 20);
add_filter('translations_api', static fn () => ['translations' => []]);
add_filter('pre_http_request', static fn ($answer, $request, $url) =>
    str_ends_with((string) parse_url($url, PHP_URL_HOST), '.test') ? $answer : new WP_Error('bed', 'no internet here'), 1, 3);

// /?bed=cookies: the names of the received cookies. /?bed=who: who is signed in, without a script.
// /?bed=cache: whether the page may be cached. /?bed=sign-in&user=<id>: signs in without the form.
add_action('init', static function () {
    $what = $_GET['bed'] ?? null;
    if ('sign-in' === $what) {
        $user = get_user_by('id', $_GET['user']);
        wp_set_auth_cookie($user->ID, false);
        do_action('wp_login', $user->user_login, $user);
        exit;
    }
    if ('cache' === $what) exit(defined('DONOTCACHEPAGE') && DONOTCACHEPAGE ? 'not cacheable' : 'cacheable');
    if ('cookies' !== $what && 'who' !== $what) return;
    header('Content-Type: text/html');
    header('Cache-Control: no-store');
    echo 'who' === $what ? (is_user_logged_in() ? esc_html(wp_get_current_user()->user_login) : 'nobody') : json_encode(array_map('strval', array_keys($_COOKIE)));
    exit;
}, 0);

// ?bed=queries: a page shows its number of queries.
if ('queries' === ($_GET['bed'] ?? null)) add_action('wp_footer', static fn () => printf('<!-- %d queries -->', get_num_queries()), PHP_INT_MAX);

// Simulates a second-factor plugin: the new login is ended, and a form is shown instead of the page.
add_action('wp_login', static function ($login, $user) {
    if (!get_user_meta($user->ID, 'bed_second_factor', true)) return;
    foreach (array_keys($GLOBALS['bed_tokens'] ?? []) as $token) WP_Session_Tokens::get_instance($user->ID)->destroy($token);
    wp_clear_auth_cookie();
    exit('<!doctype html><body id="error-page"><p id="who">second factor</p>');
}, PHP_INT_MAX, 2);
add_filter('usersync_asks_second_factor', static fn ($asks, $user) => $asks || '' !== get_user_meta($user->ID, 'bed_has_second_factor', true), 10, 2);
add_action('set_logged_in_cookie', static function ($cookie) {
    $GLOBALS['bed_tokens'][wp_parse_auth_cookie($cookie, 'logged_in')['token'] ?? ''] = true;
});

// Simulates a plugin that hides the login page: links have another URL, the old URL returns 404, and signed-in users are redirected from
// the form.
add_action('plugins_loaded', static function () {
    if (!get_option('bed_hides_login')) return;
    add_filter('site_url', static fn ($url) => str_replace('wp-login.php', 'secret-door/', $url));
    if (str_ends_with($_SERVER['SCRIPT_NAME'] ?? '', '/wp-login.php') && 'logout' !== ($_GET['action'] ?? '')) {
        status_header(404);
        exit('<!doctype html><body id="error-page"><p id="who">hidden</p>');
    }
    if (!str_contains($_SERVER['REQUEST_URI'] ?? '', '/secret-door/')) return;
    $GLOBALS['pagenow'] = 'wp-login.php';
    add_action('wp_loaded', static function () {
        if (is_user_logged_in() && !isset($_REQUEST['action'])) {
            wp_safe_redirect(admin_url());
            exit;
        }
        global $error, $interim_login, $action, $user_login;
        require ABSPATH . 'wp-login.php';
        exit;
    });
}, 0);

// Makes pages small, because stories open many.
add_filter('show_admin_bar', '__return_false');
add_filter('pre_option_show_avatars', static fn () => '0');
remove_action('wp_head', 'print_emoji_detection_script', 7);
remove_action('wp_print_styles', 'print_emoji_styles');
add_action('wp_enqueue_scripts', static function () {
    foreach (['wp-block-library', 'classic-theme-styles', 'global-styles'] as $style) wp_dequeue_style($style);
}, 100);
remove_action('wp_body_open', 'wp_global_styles_render_svg_filters');
