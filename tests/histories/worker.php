<?php
/**
 * One process of a history: runs random operations on a few sessions until its time is over, and writes down each of them.
 *
 * Arguments: number of this process, seed, file to append to, seconds to run, longest pause in an open session (ms), ids (a,b,...).
 *
 * An operation is a whole session, from start to close. It has two lines of JSON, "start" and "end", with the time of the
 * monotonic clock in nanoseconds. A process that is killed leaves a start without an end: the operation may have happened.
 * Every writer appends its own number to $_SESSION['list'], so a read names every write before it, in order.
 */
declare(strict_types=1);

[, $process, $seed, $file, $seconds, $pause, $ids] = $argv;
[$process, $seed, $seconds, $pause] = [(int) $process, (int) $seed, (float) $seconds, (int) $pause];
$ids = explode(',', $ids);
mt_srand($seed);

$record = fopen($file, 'ab');
$note = static function (array $line) use ($record): void {
    fwrite($record, json_encode($line + ['time' => hrtime(true)]) . "\n");  // one write(2): other processes append too
};

$warnings = [];
set_error_handler(static function (int $level, string $message) use (&$warnings): bool {
    $warnings[] = $message;
    return true;
});
$conflicts = static fn(): int => usersync_info()['counters']['conflicts'];

/** Which operation, and how often out of 100. */
const KINDS = ['append' => 45, 'read' => 25, 'long' => 6, 'abort' => 8, 'destroy' => 8, 'regenerate' => 4, 'gc' => 4];

$choose = static function (): string {
    $at = mt_rand(1, array_sum(KINDS));
    foreach (KINDS as $kind => $share) {
        if (($at -= $share) <= 0) {
            return $kind;
        }
    }
};

/** @return array{outcome: string, seen: ?list<int>, copy?: list<int>} copy: what a regenerated session holds under its new id */
$run = static function (string $kind, string $id, int $number) use (&$warnings, $conflicts, $pause): array {
    session_id($id);
    $before = $conflicts();
    if (!session_start($kind === 'read' ? ['read_and_close' => true] : [])) {
        return ['outcome' => 'not started', 'seen' => null];
    }
    $seen = $_SESSION['list'] ?? [];
    if ($kind === 'read') {
        return ['outcome' => 'ok', 'seen' => $seen];
    }
    usleep(mt_rand(0, $kind === 'long' ? 1000 * $pause : 3000));
    $result = ['seen' => $seen];
    switch ($kind) {
        case 'destroy':
            $done = session_destroy();
            break;
        case 'abort':
            $_SESSION['list'][] = $number;
            $done = session_abort();
            break;
        case 'gc':
            $done = session_gc() !== false;
            $done = session_abort() && $done;
            break;
        case 'regenerate':
            $_SESSION['list'][] = $number;
            $done = session_regenerate_id(true);
            $done = session_write_close() && $done;
            if ($done && $warnings === [] && session_start(['read_and_close' => true])) {
                $result['copy'] = $_SESSION['list'] ?? [];
            }
            break;
        default:
            $_SESSION['list'][] = $number;
            $done = session_write_close();
    }
    // A conflict means: the store refused the write, and it must never be read. Any other failure leaves open what happened.
    $refused = $conflicts() > $before;
    $failed = !$done || $warnings !== [];
    return ['outcome' => $refused ? 'refused' : ($failed ? 'unknown' : 'ok')] + $result;
};

$end = hrtime(true) + (int) ($seconds * 1e9);
for ($step = 0; hrtime(true) < $end; ++$step) {
    $kind = $choose();
    $id = $ids[mt_rand(0, count($ids) - 1)];
    $number = $process * 1_000_000 + $step;
    $warnings = [];
    $note(['phase' => 'start', 'number' => $number, 'process' => $process, 'kind' => $kind, 'id' => $id]);
    $result = $run($kind, $id, $number);
    if (session_status() === PHP_SESSION_ACTIVE) {
        session_abort();
    }
    $_SESSION = [];
    $note(['phase' => 'end', 'number' => $number] + $result + ($warnings !== [] ? ['warnings' => $warnings] : []));
    usleep($result['outcome'] === 'not started' ? 50_000 : mt_rand(0, 4000));  // while a server is down: do not fill the history
}
