<?php
// The shape of WP Session Manager 4 with encryption: no lock, the row is asked for twice when a session starts, Defuse's
// format, REPLACE as text, and the write is made whether or not something changed. Defuse's own library where Composer
// has it; else its documented format (version 2) by the engine's own functions, which are faster than the library.
is_file($autoload = __DIR__ . '/../../../build/bench/peers/vendor/autoload.php') && require $autoload;

final class WpSessionManagerShape implements SessionHandlerInterface
{
    private readonly mysqli $server;
    private readonly string $key;
    private readonly ?Defuse\Crypto\Key $defuse;

    public function __construct(string $socket)
    {
        $this->server = new mysqli(null, 'root', '', 'bench', null, $socket);
        $this->server->query('CREATE TABLE IF NOT EXISTS wp_sm_sessions (session_key char(32) NOT NULL PRIMARY KEY,
            session_value LONGTEXT NOT NULL, session_expiry BIGINT(20) UNSIGNED NOT NULL)');
        $this->key = random_bytes(32);
        $this->defuse = class_exists(Defuse\Crypto\Key::class) ? Defuse\Crypto\Key::createNewRandomKey() : null;
    }

    public function open(string $path, string $name): bool { return true; }
    public function close(): bool { return true; }
    public function gc(int $lifetime): int { return 0; }

    public function read(string $id): string
    {
        $this->stored($id);
        $sealed = $this->stored($id);
        return $sealed === '' ? '' : ($this->defuse ? Defuse\Crypto\Crypto::decrypt($sealed, $this->defuse) : $this->open_sealed($sealed));
    }

    public function write(string $id, string $data): bool
    {
        $sealed = $this->defuse ? Defuse\Crypto\Crypto::encrypt($data, $this->defuse) : $this->seal($data);
        return $this->server->query(sprintf("REPLACE INTO `wp_sm_sessions` (`session_key`, `session_value`, `session_expiry`)
            VALUES ('%s', '%s', '%d')", $this->name($id), $this->server->real_escape_string($sealed), time() + 1440));
    }

    public function destroy(string $id): bool
    {
        return $this->server->query("DELETE FROM wp_sm_sessions WHERE session_key = '{$this->name($id)}'");
    }

    private function name(string $id): string
    {
        return substr(preg_replace('~[^a-zA-Z0-9_]~', '', $id), 0, 32);
    }

    private function stored(string $id): string
    {
        $row = $this->server->query("SELECT * FROM wp_sm_sessions WHERE session_key = '{$this->name($id)}'")->fetch_object();
        return $row->session_value ?? '';
    }

    private function keys(string $salt): array
    {
        return [hash_hkdf('sha256', $this->key, 32, 'DefusePHP|V2|KeyForAuthentication', $salt),
            hash_hkdf('sha256', $this->key, 32, 'DefusePHP|V2|KeyForEncryption', $salt)];
    }

    private function seal(string $data): string
    {
        [$salt, $iv] = [random_bytes(32), random_bytes(16)];
        [$authentication, $encryption] = $this->keys($salt);
        $sealed = "\xde\xf5\x02\x00$salt$iv" . openssl_encrypt($data, 'aes-256-ctr', $encryption, OPENSSL_RAW_DATA, $iv);
        return bin2hex($sealed . hash_hmac('sha256', $sealed, $authentication, true));
    }

    private function open_sealed(string $hex): string
    {
        $sealed = hex2bin($hex);
        [$authentication, $encryption] = $this->keys(substr($sealed, 4, 32));
        if (!hash_equals(hash_hmac('sha256', substr($sealed, 0, -32), $authentication, true), substr($sealed, -32))) {
            throw new RuntimeException('tampered');
        }
        return openssl_decrypt(substr($sealed, 52, -32), 'aes-256-ctr', $encryption, OPENSSL_RAW_DATA, substr($sealed, 36, 16));
    }
}

return function (string $socket): void {
    session_set_save_handler(new WpSessionManagerShape($socket), true);
};
