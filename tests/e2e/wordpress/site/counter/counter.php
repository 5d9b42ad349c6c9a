<?php
/*
Plugin Name: Counter
Description: Uses $_SESSION as other plugins do: /?counter=up increments, /?counter=read reads, /?counter=add increments and shows the page, /?counter=leave signs out by wp_logout().
*/
add_action('init', static function () {
    $what = $_GET['counter'] ?? null;
    if (!is_string($what)) return;
    if ('leave' === $what) {
        wp_logout();
        wp_safe_redirect(home_url('/'));
        exit;
    }
    if (session_status() !== PHP_SESSION_ACTIVE) session_start();
    if ('add' === $what) {
        $_SESSION['count'] = ($_SESSION['count'] ?? 0) + 1;
        return;
    }
    if ('up' === $what) {
        $count = $_SESSION['count'] ?? 0;
        usleep(2000);
        $_SESSION['count'] = $count + 1;
        $_SESSION['secret'] = 'nobody may read this in the database';
    }
    header('Content-Type: application/json');
    header('Cache-Control: no-store');
    echo json_encode(['count' => $_SESSION['count'] ?? 0, 'id' => session_id(), 'handler' => ini_get('session.save_handler')]);
    exit;
});
