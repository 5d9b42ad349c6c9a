<?php
// A request without a session, in the same words.
$answer = getmypid() . ' 1';
header('Content-Length: ' . strlen($answer));
echo $answer;
