--TEST--
exit, an exception, a fatal error, a time-out and exhausted memory inside any callback: no lock stays, the record is whole
--EXTENSIONS--
usersync
--INI--
session.save_handler=usersync
session.use_cookies=0
session.cache_limiter=
usersync.lock_wait=0.5
--FILE--
<?php
require __DIR__ . '/../inc/place.inc';

// Each callback of the handler ends the request, before or after ours has run.
$handler = <<<'PHP'
class H extends SessionHandler implements SessionUpdateTimestampHandlerInterface {
    private function turn(string $callback, string $when) {
        if ("$callback $when" !== WHERE) return;
        switch (HOW) {
            case 'exit': exit(0);
            case 'throw': throw new Exception('thrown');
            case 'fatal': eval('class C { abstract function f(); }');
            case 'memory': ini_set('memory_limit', '4M'); str_repeat('x', 64 << 20);
            case 'time': set_time_limit(1); while (true);
        }
    }
    private function around(string $callback, callable $ours) {
        $this->turn($callback, 'before');
        $answer = $ours();
        $this->turn($callback, 'after');
        return $answer;
    }
    function open($path, $name): bool { return $this->around('open', fn () => parent::open($path, $name)); }
    function close(): bool { return $this->around('close', fn () => parent::close()); }
    function create_sid(): string { return $this->around('create_sid', fn () => parent::create_sid()); }
    function validateId($id): bool { return $this->around('validateId', fn () => $id === 'victim' || $id === 'other'); }
    function read($id): string|false { return $this->around('read', fn () => parent::read($id)); }
    function write($id, $data): bool { return $this->around('write', fn () => parent::write($id, $data)); }
    function updateTimestamp($id, $data): bool { return $this->around('updateTimestamp', fn () => parent::write($id, $data)); }
    function destroy($id): bool { return $this->around('destroy', fn () => parent::destroy($id)); }
    function gc($lifetime): int|false { return $this->around('gc', fn () => parent::gc($lifetime)); }
}
session_set_save_handler(new H);
session_id('victim');
session_start();
if (WHERE === 'destroy before' || WHERE === 'destroy after') session_destroy();
elseif (str_starts_with(WHERE, 'create_sid')) session_regenerate_id();
elseif (str_starts_with(WHERE, 'gc')) session_gc();
elseif (!str_starts_with(WHERE, 'updateTimestamp')) $_SESSION['n'] = 2;
PHP;

function killed(string $script): bool
{
    [$process, $output] = other_started($script, ['session.use_strict_mode' => 1]);
    stream_get_contents($output);
    while (($status = proc_get_status($process))['running']) usleep(1000);
    return $status['signaled'] || ($status['exitcode'] > 128 && $status['exitcode'] < 255);  // 255: a fatal error
}

$whole = [['n' => 1], ['n' => 2], []];
foreach (['open', 'close', 'create_sid', 'validateId', 'read', 'write', 'updateTimestamp', 'destroy', 'gc'] as $callback) {
    foreach (['before', 'after'] as $when) {
        foreach (['exit', 'throw', 'fatal', 'memory', 'time'] as $how) {
            if ($how === 'time' && $when === 'after') continue;  // each costs a second
            visit('victim', fn () => $_SESSION = ['n' => 1]);
            $case = "$callback $when, $how";
            $script = "const WHERE = '$callback $when'; const HOW = '$how'; $handler";
            // There PHP crashes by itself, under the files handler too (a debug build and 8.5 also without memory): it flushes a session without an id.
            if ($callback === 'create_sid' && in_array($how, ['fatal', 'time', PHP_DEBUG || PHP_VERSION_ID >= 80500 ? 'memory' : ''], true)) continue;
            if (killed($script)) echo "$case: killed by a signal\n";
            $after = visit('victim', fn () => $_SESSION);
            if (!in_array($after, $whole, true)) echo "$case: ", json_encode($after), "\n";
        }
    }
}
echo "done\n";
?>
--EXPECT--
done
