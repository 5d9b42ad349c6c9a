<?php
// Sessions as released, for valgrind: what the sanitizers cannot see, because they need a build of their own.
for ($i = 0; $i < 20; ++$i) {
    session_id('memcheck' . $i % 3);
    session_start();
    $_SESSION['n'] = ($_SESSION['n'] ?? 0) + 1;
    $_SESSION['s'] = str_repeat('x', $i * 997);
    if ($i % 5 === 4) session_regenerate_id(true);
    session_write_close();
}
session_id('memcheck0');
session_start();
session_destroy();
session_id('not an id!');
@session_start();
usersync_gc();
