<?php
// Runs the plugin's logic without WordPress, with minimal versions of the core functions it calls.
define('USERSYNC_TESTS', true);
define('MINUTE_IN_SECONDS', 60);
define('USERSYNC_PLUGIN_FILE', dirname(__DIR__, 2) . '/wordpress/usersync/usersync.php');

/** The values that the functions below return. Tests set them. */
final class FakeSite
{
    public static string $url = 'https://b.example';
    public static string $home = 'https://b.example';
    public static string $login = '/wp-login.php';
    /** @var array<string, mixed> */
    public static array $options = [];
}

function site_url(string $path = ''): string { return FakeSite::$url . ('wp-login.php' === $path ? FakeSite::$login : $path); }
function home_url(string $path = ''): string { return FakeSite::$home . $path; }
function is_multisite(): bool { return false; }
function untrailingslashit(string $text): string { return rtrim($text, '/'); }
function wp_unslash(mixed $value): mixed { return is_string($value) ? stripslashes($value) : $value; }
function trailingslashit(string $text): string { return rtrim($text, '/') . '/'; }
function wp_parse_url(string $url, int $part = -1): mixed { return parse_url($url, $part); }
function wp_json_encode(mixed $value, int $flags = 0): string|false { return json_encode($value, $flags); }
function wp_validate_boolean(mixed $value): bool { return is_string($value) && strtolower($value) === 'false' ? false : (bool) $value; }
function sanitize_text_field(string $text): string { return trim(strip_tags($text)); }
function esc_html(string $text): string { return htmlspecialchars($text); }
function get_option(string $name): mixed { return FakeSite::$options[$name] ?? false; }
function update_option(string $name, mixed $value): void { FakeSite::$options[$name] = $value; }

require dirname(USERSYNC_PLUGIN_FILE) . '/src/autoload.php';
