--TEST--
A stored row that was swapped, truncated or changed in any byte is refused: strict mode gives a new id, otherwise the session fails
--EXTENSIONS--
usersync
sqlite3
--FILE--
<?php
require __DIR__ . '/../inc/keyring.inc';
require __DIR__ . '/../inc/place.inc';
$keyring = keyring([usersync_key_generate()]);

// One PHP does it all, for there are hundreds of rows to try.
echo other(<<<'PHP'
ob_start();
function visit(string $id, callable $with): mixed {
    session_id($id);
    if (!@session_start()) return 'failed';
    $answer = $with();
    session_write_close();
    return $answer;
}
foreach (['mine', 'yours'] as $id) visit($id, fn () => $_SESSION = ['whose' => $id]);
$database = new SQLite3(glob(ini_get('session.save_path') . '/*/sessions.db')[0]);
$database->busyTimeout(5000);
$rows = [];
$result = $database->query('SELECT name, data FROM sessions');
while ($row = $result->fetchArray(SQLITE3_ASSOC)) $rows[$row['name']] = $row['data'];
$result->finalize();
$names = array_keys($rows);
var_dump(count($rows), strlen($rows[$names[0]]) > 56);

function put(string $name, string $data): void {
    $put = $GLOBALS['database']->prepare('UPDATE sessions SET data = ? WHERE name = ?');
    $put->bindValue(1, $data, SQLITE3_BLOB);
    $put->bindValue(2, $name, SQLITE3_BLOB);
    $put->execute();
}
function whose(string $id): mixed { return visit($id, fn () => $_SESSION['whose'] ?? 'empty'); }

[$a, $b] = $names;
put($a, $rows[$b]);
put($b, $rows[$a]);
echo "swapped: ", whose('mine'), ' ', whose('yours'), "\n";
put($a, $rows[$a]);
put($b, $rows[$b]);
echo "restored: ", whose('mine'), ' ', whose('yours'), "\n";

$mine = null;
foreach ($names as $name) {
    put($name, 'junk');
    if (whose('mine') === 'failed') $mine = $name;
    put($name, $rows[$name]);
}
$handed_out = 0;
for ($i = 0; $i < strlen($rows[$mine]); $i++) {
    $changed = $rows[$mine];
    $changed[$i] = chr(ord($changed[$i]) ^ 1 << $i % 8);
    put($mine, $changed);
    $handed_out += whose('mine') !== 'failed';
    put($mine, substr($rows[$mine], 0, $i));
    $handed_out += whose('mine') !== 'failed';
}
echo "changed or truncated rows handed out: $handed_out\n";
var_dump(usersync_info()['counters']['tampered'] > 100);

$last = $rows[$mine];
$last[strlen($last) - 1] = chr(ord($last[strlen($last) - 1]) ^ 1);
put($mine, $last);
ini_set('session.use_strict_mode', 1);
session_id('mine');
var_dump(session_start(), session_id() === 'mine', $_SESSION);
PHP, ['usersync.keyring' => $keyring, 'session.gc_maxlifetime' => 1440]);
?>
--EXPECT--
int(2)
bool(true)
swapped: failed failed
restored: mine yours
changed or truncated rows handed out: 0
bool(true)
bool(true)
bool(false)
array(0) {
}
