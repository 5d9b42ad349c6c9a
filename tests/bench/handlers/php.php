<?php
// PHP itself: the engine's share of every session, with a store that costs next to nothing.
final class ArrayHandler implements SessionHandlerInterface, SessionUpdateTimestampHandlerInterface
{
    private array $records = [];

    public function open(string $path, string $name): bool { return true; }
    public function close(): bool { return true; }
    public function read(string $id): string { return $this->records[$id] ?? ''; }
    public function write(string $id, string $data): bool { $this->records[$id] = $data; return true; }
    public function destroy(string $id): bool { unset($this->records[$id]); return true; }
    public function gc(int $lifetime): int { return 0; }
    public function validateId(string $id): bool { return isset($this->records[$id]); }
    public function updateTimestamp(string $id, string $data): bool { return true; }
}

return fn (string $address) => session_set_save_handler(new ArrayHandler());
