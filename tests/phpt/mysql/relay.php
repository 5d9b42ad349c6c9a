<?php
// relay.php <socket to listen on> <socket of a server>: passes bytes on, until it is killed.
[, $here, $there] = $argv;
$listening = stream_socket_server("unix://$here");
echo "ready\n";
$other = [];  // by resource id: where its bytes go
$open = [];
for (;;) {
    $ready = [$listening, ...array_values($open)];
    $none = null;
    stream_select($ready, $none, $none, null);
    foreach ($ready as $stream) {
        if ($stream === $listening) {
            [$near, $far] = [stream_socket_accept($listening), stream_socket_client("unix://$there")];
            foreach ([[$near, $far], [$far, $near]] as [$from, $to]) {
                stream_set_blocking($from, false);
                stream_set_read_buffer($from, 0);
                $open[(int) $from] = $from;
                $other[(int) $from] = $to;
            }
            continue;
        }
        $to = $other[(int) $stream] ?? null;
        if ($to === null) continue;
        $bytes = fread($stream, 65536);
        $gone = $bytes === '' || $bytes === false;
        for ($sent = 0; !$gone && $sent < strlen($bytes); $sent += (int) $written) {
            $written = @fwrite($to, substr($bytes, $sent));
            $gone = $written === false;  // whom it is for has hung up
        }
        if ($gone) {
            foreach ([$stream, $to] as $end) {
                unset($open[(int) $end], $other[(int) $end]);
                fclose($end);
            }
        }
    }
}
