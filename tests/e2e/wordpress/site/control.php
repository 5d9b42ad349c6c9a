<?php
// Runs PHP code of the stories within WordPress and responds with its result. Exists only in the test bed.
define('DOING_CRON', false);
$asked = json_decode(file_get_contents('php://input'), true);
require __DIR__ . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/admin.php';
header('Content-Type: application/json');
function bed_run(string $php, array $with): mixed { return eval($php); }
try {
    $answer = ['value' => bed_run($asked['php'], $asked['with'] ?? [])];
} catch (Throwable $e) {
    $answer = ['error' => get_class($e) . ': ' . $e->getMessage() . ' at ' . $e->getFile() . ':' . $e->getLine()];
}
echo json_encode($answer, JSON_PARTIAL_OUTPUT_ON_ERROR);
