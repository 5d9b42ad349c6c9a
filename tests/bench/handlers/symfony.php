<?php
// Symfony's PdoSessionHandler as it comes: transaction lock. It is handed a living connection, because it closes one
// that it opened itself after every session.
require __DIR__ . '/../../../build/bench/peers/vendor/autoload.php';

use Symfony\Component\HttpFoundation\Session\Storage\Handler\PdoSessionHandler;

return function (string $dsn): void {
    [$dsn, $user] = explode('|', "$dsn|");
    $pdo = new PDO($dsn, $user ?: null, null, [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION]);
    if (str_starts_with($dsn, 'sqlite:')) {
        $pdo->exec('PRAGMA journal_mode = WAL');
        $pdo->exec('PRAGMA synchronous = NORMAL');
        $pdo->exec('PRAGMA busy_timeout = 30000');
    }
    $handler = new PdoSessionHandler($pdo, ['lock_mode' => PdoSessionHandler::LOCK_TRANSACTIONAL]);
    try {
        $handler->createTable();
        if (!str_starts_with($dsn, 'sqlite:')) {
            $pdo->exec('ALTER TABLE sessions MODIFY sess_data MEDIUMBLOB NOT NULL');   // its BLOB ends at 64 KiB
        }
    } catch (PDOException) {
        // another process of this benchmark made it
    }
    session_set_save_handler($handler, true);
};
