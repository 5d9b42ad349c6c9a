<?php
// As much of FastCGI as it takes to ask a php-fpm worker for a page: one connection for each request, as nginx does.
function fastcgi(string $socket, string $script, string $query = ''): string
{
    $connection = stream_socket_client("unix://$socket", $code, $message, 10) ?: throw new RuntimeException($message);
    $parameters = '';
    foreach (['SCRIPT_FILENAME' => $script, 'REQUEST_METHOD' => 'GET', 'QUERY_STRING' => $query] as $name => $value) {
        $parameters .= pack('CN', strlen($name), strlen($value) | 0x80000000) . $name . $value;
    }
    $record = fn (int $type, string $content) => pack('CCnnCC', 1, $type, 1, strlen($content), 0, 0) . $content;
    fwrite($connection, $record(1, pack('nC6', 1, 0, 0, 0, 0, 0, 0)) . $record(4, $parameters) . $record(4, '') . $record(5, ''));
    $answer = stream_get_contents($connection);
    $output = '';
    for ($at = 0; $at + 8 <= strlen($answer); $at += 8 + $length + $padding) {
        ['type' => $type, 'length' => $length, 'padding' => $padding] = unpack('Cversion/Ctype/nid/nlength/Cpadding', $answer, $at);
        if ($type === 6) {
            $output .= substr($answer, $at + 8, $length);
        }
    }
    return substr($output, strpos($output, "\r\n\r\n") + 4);
}
