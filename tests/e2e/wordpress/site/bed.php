<?php
// A must-use plugin of the bed. Its sites live on a loopback address, and there is no internet to look for updates in.
add_filter('http_request_host_is_external', '__return_true');
foreach (['core', 'plugins', 'themes'] as $what) {
    add_filter("pre_site_transient_update_$what", static fn () => (object) [
        'last_checked' => time(), 'version_checked' => $GLOBALS['wp_version'], 'updates' => [], 'response' => [], 'checked' => [],
    ]);
}
add_filter('translations_api', static fn () => ['translations' => []]);
add_filter('pre_http_request', static fn ($answer, $request, $url) =>
    str_ends_with((string) parse_url($url, PHP_URL_HOST), '.test') ? $answer : new WP_Error('bed', 'no internet here'), 1, 3);

// /?bed=cookies: the names of the cookies that came.
add_action('init', static function () {
    if (($_GET['bed'] ?? null) !== 'cookies') return;
    header('Content-Type: text/html');
    header('Cache-Control: no-store');
    echo json_encode(array_map('strval', array_keys($_COOKIE)));
    exit;
}, 0);
