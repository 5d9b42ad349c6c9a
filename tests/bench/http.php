<?php
// A client that asks for one page over and over, on one connection; the answer is the page's text.
function http(string $socket, string $page): Closure
{
    $connection = stream_socket_client("unix://$socket", $code, $message, 10) ?: throw new RuntimeException($message);
    return function () use ($connection, $page): string {
        fwrite($connection, "GET $page HTTP/1.1\r\nHost: localhost\r\n\r\n");
        $length = 0;
        while (($line = fgets($connection)) !== "\r\n") {
            $line === false && throw new RuntimeException('the connection ended');
            if (stripos($line, 'Content-Length:') === 0) {
                $length = (int) substr($line, 15);
            }
        }
        return stream_get_contents($connection, $length);
    };
}
