<?php
// One changed cycle of 1 KiB. Says which worker it was, and how many cycles the session has seen.
session_id('visitor0');
session_start();
$_SESSION += ['n' => 0, 'rest' => str_repeat('.', 990)];
$answer = getmypid() . ' ' . ++$_SESSION['n'];
session_write_close();
header('Content-Length: ' . strlen($answer));
echo $answer;
