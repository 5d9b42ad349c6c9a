<?php

/**
 * @generate-class-entries
 * @undocumentable
 */

namespace {
    /**
     * Makes a new random key, as a PASERK string `k3.local.` and 43 characters of base64url (32 bytes).
     * Fit for the keyring file, for a pair of sites, for a network.
     *
     * @throws UserSync\UserSyncException when the kernel gives no random bytes
     */
    function usersync_key_generate(): string {}

    /**
     * The public name of a key: `k3.lid.` and 44 characters. Says nothing about the key; safe to log.
     *
     * @param string $key a `k3.local.…` string
     * @throws UserSync\KeyringException when $key is not one, is not 32 bytes, or cannot be random
     */
    function usersync_key_id(#[\SensitiveParameter] string $key): string {}

    /**
     * Settings of an application that holds them itself (a wp-config.php), for this request and before session_start().
     *
     * @param array $options
     *   'store'    => an address as in usersync.store, or ['scheme' => 'mysql', 'host' => DB_HOST, 'user' => …, 'password' => …,
     *                 'database' => …, and the parameters of that store]; host as WordPress writes it ("name:3307", "name:/socket", "[::1]");
     *   'keyring'  => list of k3.local keys, the first seals; or the path of a keyring file;
     *   'prefix', 'scope' => as usersync.prefix and usersync.scope;
     *   'site_key' => a k3.local key that stands in for a missing keyring everywhere but in session records; at any time
     * @throws ValueError for an unknown or malformed option, and for one that the administrator fixed
     * @throws UserSync\KeyringException for a malformed key, and when store, prefix or scope change while the system names a
     *   keyring and none is brought: its keys are never used under another name
     * @throws UserSync\UserSyncException when the session is open
     */
    function usersync_configure(#[\SensitiveParameter] array $options): void {}

    /**
     * Defines a network, sites that trust one another, for this request.
     *
     * @param string $name 1 to 64 of a-z 0-9 . _ -
     * @param array $options
     *   'site'  => this site's url (scheme://host[:port][/path]), required;
     *   'peers' => [url => ['keys' => [k3.local…, …], 'may' => ['login', 'logout'], 'logout_url' => url]]: the first key of a
     *              pair generates, all verify; 'may' is what that peer may do here, both when absent;
     *   'keys'  => [k3.local…, …] for peers of equal trust that name none of their own;
     *   'hub'   => url of the peer that the other members ask;
     *   'ttl' => 60 (1 to 300 s), 'leeway' => 30 (0 to 120 s), 'lifetime' => 2592000 (s);
     *   'ip' => 'off' | 'prefix' | 'strict' (logins are bound to the browser's address); 'allow_unsolicited' => false
     * Again under the same name: replaces. No key serves two pairs. In a network with a hub, members take logins from
     * the hub alone, and the hub takes them from those members whose 'may' says so.
     * @throws ValueError for an unknown option, a malformed url, a network of the networks file, a network without keys
     * @throws UserSync\KeyringException for a malformed key, an unfit networks file
     */
    function usersync_network_define(string $name, #[\SensitiveParameter] array $options): void {}

    /**
     * The names of the networks known to this request, those of the networks file first.
     *
     * @return list<string>
     */
    function usersync_networks(): array {}

    /**
     * What a network is, never its key bytes.
     *
     * @return array{name: string, site: string, hub: ?string, ttl: int, leeway: int, lifetime: int, ip: string,
     *   allow_unsolicited: bool, peers: array<string, array{key_ids: list<string>, may: list<string>, logout_url: ?string}>}
     * @throws ValueError for an unknown network
     */
    function usersync_network_info(string $name): array {}

    /**
     * Makes a token for one peer: PASETO v3.local, profile "usersync/1" (docs/formats.md).
     *
     * @param string $audience the peer's url, as the network names it
     * @param array $claims 'sub' (required for login; the issuer's own stable id of the user), 'email', 'email_verified' (bool),
     *   'sid' (22 characters; made when absent from a login), 'auth_ms' (int, when that login was; now when absent from a login or from a
     *   logout of all sessions), 'ext' (array, at most 4 KiB as JSON, three levels deep). A logout names 'sub', 'sid' or both
     * @param array $options 'purpose' => 'login' (or 'logout'), 'challenge' => '' (43 characters), 'ttl' => seconds (1 to 300),
     *   'ip' => the browser's address, for networks that bind it
     * @throws ValueError for an unknown network, audience, claim or option, or a malformed one
     */
    function usersync_token_generate(string $network, string $audience, array $claims, array $options = []): string {}

    /**
     * Verifies a token that was made for this site, and consumes it: it verifies once. A login needs the 'state' this browser
     * was given (an empty one is none), unless the network allows unsolicited logins.
     *
     * @param array $options 'purpose' => 'login', 'state' => the browser's state whose hash is the challenge, 'ip' => the browser's
     *   address (required where the network binds it), 'max_age' => seconds, 'consume' => true
     * @return array{iss: string, aud: string, sub?: string, jti: string, iat: int, nbf: int, exp: int, sid?: string, auth_ms?: int,
     *   email?: string, email_verified?: bool, ext?: array, kid: string, network: string, ip_checked: bool}
     *   A login always has sub, sid and auth_ms; a logout has sub, sid or both.
     * @throws UserSync\InvalidTokenException with its reason
     * @throws UserSync\StorageException when it cannot be known whether the token was used before
     * @throws ValueError for an unknown network or option
     */
    function usersync_token_verify(string $network, #[\SensitiveParameter] string $token, #[\SensitiveParameter] array $options = []): array {}

    /**
     * What a token says of itself, UNVERIFIED: for logs and for choosing a network. Version and purpose are PASETO's: "v3", "local".
     *
     * @return array{version: string, purpose: string, kid: ?string}
     * @throws UserSync\InvalidTokenException when it has not the shape of a token
     */
    function usersync_token_peek(string $token): array {}

    /**
     * Begins a login that another site will answer: a secret for this browser's cookie, its challenge for the other site, and
     * an id that comes back in a url and tells which cookie is meant. The store keeps where the browser wanted to go.
     *
     * @param array $options 'return_to' => a path of this site ("/" for anything else), 'ttl' => 120 (1 to 86400 s),
     *   'samesite' => 'None' (the answer arrives as a POST from the other site), 'Lax', 'Strict'
     * @return array{state: string, challenge: string, id: string, expires: int, cookie: array{name: string, value: string,
     *   expires_or_options: array}} setcookie(...$made['cookie']) sets the cookie, "__Host-usersync-" and the id
     * @throws UserSync\StorageException
     */
    function usersync_state_create(array $options = []): array {}

    /**
     * Ends what usersync_state_create() began, once. Give usersync_token_verify() the same state.
     *
     * @param string $state the cookie's value
     * @param string|null $id when given, the state must be the one that was made with it
     * @return array{return_to: string, created: int}|null null: unknown, expired, taken before, or of another id
     * @throws UserSync\StorageException
     */
    function usersync_state_take(#[\SensitiveParameter] string $state, ?string $id = null): ?array {}

    /**
     * Where to send the browser: $url when it is a path of this site or lies at one of the allowed origins, else $default.
     * Nothing in $url can lead elsewhere: "//host", "/\host", control characters, credentials, other schemes and ports.
     *
     * @param string[] $allowed_origins scheme://host[:port]
     * @throws ValueError when one of them is no origin
     */
    function usersync_return_url(string $url, string $default = '/', array $allowed_origins = []): string {}

    /**
     * Whether an Origin header names a site of this network, this one included: for CORS and for arriving tokens.
     *
     * @throws ValueError for an unknown network
     */
    function usersync_origin_allowed(string $network, string $origin): bool {}

    /**
     * The address of the browser: REMOTE_ADDR, or what X-Forwarded-For or Forwarded say of it where REMOTE_ADDR and every
     * hop on the way is one of usersync.trusted_proxies. A malformed header, or two that contradict, leave REMOTE_ADDR.
     *
     * @param array|null $server in the place of $_SERVER as the request began
     * @return string empty when there is none (a command line, a unix socket)
     * @throws UserSync\UserSyncException for a malformed usersync.trusted_proxies
     */
    function usersync_client_ip(?array $server = null): string {}

    /**
     * An email address in the form that codes are made for: blanks around it dropped, the domain in lower case, the part before
     * the @ as it is (its case may matter to its server).
     *
     * @return string|false false: no address that mail can be sent to from anywhere (quoted local parts, address literals,
     *   domains without a dot, anything not ASCII: call idn_to_ascii() on the domain first), or longer than 254 bytes
     */
    function usersync_email_normalize(string $email): string|false {}

    /**
     * Makes a code that proves, when it comes back, that whoever asked reads the mail of this address. It never logs anybody in.
     * Make one whether or not the address is known to you, and answer the same: only the mailbox may learn the difference.
     * A new code voids the one this requester was given before for this address and purpose, and nobody else's.
     *
     * @param string $purpose what the code proves, 1 to 64 of a-z 0-9 . _ -; one of another purpose does not verify
     * @param array $options 'type' => 'digits' (for typing; five tries) or 'link' (for a url: show a button on GET, verify on POST),
     *   'length' => 6 (6 to 10 digits), 'ttl' => seconds (digits: 600, at most 600; link: 86400, at most 86400; at least 60),
     *   'state' => a secret of this browser (usersync_state_create()'s, or a cookie of your own; 16 to 4096 bytes): the code verifies
     *   in this browser alone; or 'binding' => false: in any. One of the two is required;
     *   'ip' => who asks (an address; '' is nobody: a command line, an administrator); usersync_client_ip() when absent
     * @return array{code: string, expires: int, retry_after: int} code: 6 to 10 digits, or 43 characters of base64url; retry_after:
     *   seconds until this address can be sent another
     * @throws UserSync\RateLimitException 20 an hour for an address prefix of who asks (/24, /64), then 5 an hour and one a minute for
     *   an email address
     * @throws UserSync\KeyringException with neither keyring nor site_key
     * @throws UserSync\StorageException
     * @throws ValueError for an address that usersync_email_normalize() refuses, a malformed purpose or option
     */
    function usersync_email_code_create(string $email, string $purpose = 'verify', #[\SensitiveParameter] array $options = []): array {}

    /**
     * Judges a code, once: the first Ok uses it up. A try is counted before it is compared.
     *
     * @param array $options 'state' or 'binding' => false, as the code was made with; one of the two is required
     * @return UserSync\CodeResult Ok; Wrong; Exhausted: five wrong tries, make a new one; Expired: no such code any more, or never
     *   (used, replaced, too late, another browser, another purpose)
     * @throws UserSync\KeyringException with neither keyring nor site_key
     * @throws UserSync\StorageException the try could not be counted, and was not judged
     * @throws ValueError for a malformed purpose or option
     */
    function usersync_email_code_verify(string $email, #[\SensitiveParameter] string $code, string $purpose = 'verify', #[\SensitiveParameter] array $options = []): UserSync\CodeResult {}

    /**
     * First step of pairing two sites, at the site that invites. Show `pairing` once to its administrator, who carries it to the other
     * site; keep `offer` (sealed: safe in a database) under `id`, until the other site's POST names that id or `expires` has passed.
     *
     * @param string $network 1 to 64 of a-z 0-9 . _ -; need not be defined yet
     * @param string $site this site's url, as the network will name it
     * @param array $options 'path' => what to append to $site for the POST ("/?rest_route=/usersync/v1/pair"; "" when absent)
     * @return array{pairing: string, offer: string, id: string, expires: int} pairing: "usersync-pair-1.…", a secret for 15 minutes and
     *   one peer; offer: base64url; id: 22 characters, not secret
     * @throws UserSync\KeyringException with neither keyring nor site_key
     * @throws ValueError for a malformed name, url or option
     */
    function usersync_pair_offer(string $network, string $site, array $options = []): array {}

    /**
     * Second step, at the invited site: what to POST, and what both sites will hold when the other side has taken it. Asks nobody and
     * stores nothing; call it once for a pairing string: another call makes another key. POST `post` to `url` as a form; the answer
     * must be the text `reply`, else forget everything. Then show `digits` to the administrator: the same six must be seen at
     * both sites before either uses the key.
     *
     * @param string $pairing as pasted: blanks and line breaks in it do not matter
     * @param string $site this site's url
     * @return array{network: string, peer: string, url: string, post: array{id: string, url: string, nonce: string, mac: string},
     *   reply: string, digits: string, key: string, expires: int} peer: the inviting site's url; key: k3.local…, the pair's
     * @throws UserSync\UserSyncException when $pairing is none, was bent, has expired, or was made by $site itself
     * @throws ValueError for a malformed $site
     */
    function usersync_pair_answer(#[\SensitiveParameter] string $pairing, string $site): array {}

    /**
     * Third step, at the site that invited: takes the other site's POST, once for an offer. Answer the POST with the text `reply` (and
     * status 200), show `digits` and `peer` to the administrator, keep `key` unused until he accepts them.
     *
     * @param string $offer as usersync_pair_offer() returned it
     * @param array $posted the fields of the POST: id, url, nonce, mac (others are ignored)
     * @return array{network: string, site: string, peer: string, reply: string, digits: string, key: string} peer: the answering
     *   site's url
     * @throws UserSync\UserSyncException when the fields do not fit this offer (nothing is used up), when it has expired, or was
     *   answered before
     * @throws UserSync\KeyringException with neither keyring nor site_key, or when the offer lies under a key no longer held
     * @throws UserSync\StorageException when it cannot be known whether the offer was answered before
     */
    function usersync_pair_accept(#[\SensitiveParameter] string $offer, #[\SensitiveParameter] array $posted): array {}

    /**
     * Notes that a user is logged in: a line in his list, tied to a login (sid) that can be ended from anywhere.
     *
     * @param string|int $user this site's own stable id of the user, 1 to 255 bytes of UTF-8. He has one list, whatever the networks:
     *   who keeps no users of his own puts the network in front
     * @param array $info
     *   'sid' => 22 characters, from the claims of a login token; made when absent;
     *   'network' => the network through which the login came or may travel: its lifetime bounds the login;
     *   'issuer', 'subject', 'auth_ms' => iss, sub and auth_ms of the token, all three, with 'network': a logout of all sessions that
     *     names (iss, sub) finds this user then;
     *   'session' => 1 to 128 bytes, the id of a login of the application's own (a hash of its cookie): the PHP session is left alone.
     *     Absent: the open PHP session is tied to the login, which is stored when it closes and goes along in session_regenerate_id();
     *   'expires' => Unix time, at most and when absent the lifetime of the network from now (30 days without one; up to 400 days when
     *     given without a network). No session that is tied lives longer;
     *   'ip', 'agent', 'site', 'label' => for the list, cut to 64, 255, 255 and 255 bytes;
     *   'event' => 'login' | 'sync' | '' in the history; absent: 'login' when the login is new here, else nothing
     * @return string the sid. The same again, with the same 'session': refreshes its line
     * @throws UserSync\UserSyncException when the login was logged out, also by a logout of all sessions at or after 'auth_ms', or
     *   is another user's; when no PHP session is open for writing
     * @throws UserSync\KeyringException without a keyring and a site_key
     * @throws UserSync\StorageException
     */
    function usersync_session_bind(string|int $user, array $info = []): string {}

    /**
     * Logs out of the open PHP session, whose data stay: nobody is logged in there any more, and the login is ended unless one of the
     * application's own shares it.
     *
     * @return bool false: nobody was, or the login had been ended
     * @throws UserSync\UserSyncException
     */
    function usersync_session_unbind(): bool {}

    /**
     * Who is logged in in the open PHP session, or in another one, which is read without a lock. null: nobody, or not any more.
     *
     * @throws UserSync\UserSyncException
     */
    function usersync_session_user(#[\SensitiveParameter] ?string $session_id = null): ?string {}

    /**
     * Where a user is logged in, the latest first.
     *
     * @param array $options 'network' => only logins of that network
     * @return list<array{sid: string, kind: string, session: ?string, created: int, last_seen: int, expires: int, ip: string,
     *   agent: string, site: string, network: string, issuer: string, subject: string, label: string, current: bool}>
     *   kind is "php" or "foreign", which has a session; last_seen moves with usersync_session_bind(); current: the open PHP session's
     * @throws UserSync\UserSyncException
     */
    function usersync_session_list(string|int $user, array $options = []): array {}

    /**
     * What happened to a user's logins, the latest first: at most 100 events of 90 days. An event without a sid is about all of them.
     *
     * @return list<array{event: string, time: int, sid: string, ip: string, agent: string, site: string, network: string}>
     *   event is "login", "logout", "sync" or "revoked"
     * @throws UserSync\UserSyncException
     */
    function usersync_session_history(string|int $user, int $limit = 50, int $offset = 0): array {}

    /**
     * Ends one login of a user: no PHP session that is tied to it can be read any more, nor written by whoever has it open, and its sid
     * is refused from now on.
     *
     * @param array $options 'event' => 'revoked' | 'logout', 'ip', 'agent', 'site' for the history
     * @return bool false: he has no such login
     * @throws UserSync\UserSyncException
     */
    function usersync_session_destroy(string|int $user, string $sid, array $options = []): bool {}

    /**
     * Ends every login of a user.
     *
     * @param array $options 'network' => only logins of that network; 'except' => a sid that stays; 'issuer' => true, with 'network':
     *   logins that this site vouched for until now (issuer: its own url, subject: $user) are void too, wherever they are; 'history' =>
     *   false: the user's history is erased too, whole, and this call leaves no event in it; and those of usersync_session_destroy()
     * @return int how many logins were ended
     * @throws UserSync\UserSyncException
     */
    function usersync_session_destroy_all(string|int $user, array $options = []): int {}

    /**
     * Whether a login is there: bound here, neither ended nor expired. An application asks it of the logins of its own. Needs no key.
     *
     * @throws UserSync\StorageException
     */
    function usersync_session_alive(string $sid): bool {}

    /**
     * Tokens that log a user out at the peers: of all that have a logout_url, the hub alone for the other members of its network.
     *
     * @param string|int $user this site's own stable id of the user
     * @param string|null $sid one login; null: all of them. Then call it before usersync_session_destroy_all(): a peer that does not know
     *   the user by this site's id knows him by one of his logins
     * @return array<string, string> logout_url => token, for a POST
     * @throws ValueError for an unknown network or a malformed sid
     * @throws UserSync\StorageException
     */
    function usersync_logout_tokens(string $network, string|int $user, ?string $sid = null): array {}

    /**
     * Does what a peer's logout token says: ends its sid, or all logins of the users that its subject was bound to, and refuses tokens
     * of logins from before. The same token again is answered as done.
     *
     * @return array{iss: string, sub: ?string, sid: ?string, all: bool, destroyed: int, users: list<string>, sessions: list<string>}
     *   users: whose logins were ended, by this site's ids: a hub passes it on with usersync_logout_tokens($network, $user, $all ? null : $sid);
     *   sessions: the application's own logins among them, as 'session' named them
     * @throws UserSync\InvalidTokenException
     * @throws UserSync\UserSyncException
     */
    function usersync_logout_accept(string $network, #[\SensitiveParameter] string $token): array {}

    /**
     * Extends the lease of this session's lock, for work that takes longer than usersync.lock_ttl.
     * Where kernel or connection holds the lock (SQLite, MySQL) there is nothing to extend and the answer is true.
     *
     * @return bool false: no session is open for writing, or its lock was lost
     */
    function usersync_session_renew(): bool {}

    /**
     * Stores a session that another system made, unless there is one under this id or one was destroyed just now.
     *
     * @param string $data encoded by the session.serialize_handler that will read it
     * @param int $expires Unix time; a session that has expired is not stored
     * @return bool whether it was stored
     * @throws ValueError for an id that no session can have
     * @throws UserSync\StorageException
     */
    function usersync_session_import(string $id, #[\SensitiveParameter] string $data, int $expires): bool {}

    /**
     * Seals bytes under the first key of the keyring, in the envelope of the session records but under a key of its own.
     *
     * @param string $context what the bytes are; at most 65535 bytes, needed again to decrypt
     * @return string binary, 56 bytes longer than $data
     * @throws UserSync\KeyringException without a usable keyring
     */
    function usersync_encrypt(#[\SensitiveParameter] string $data, string $context): string {}

    /**
     * @return string|false false when $data is not sealed by us, was changed, belongs to another context or tenant, or lies
     *   under a key this keyring does not hold
     * @throws UserSync\KeyringException without a usable keyring
     */
    function usersync_decrypt(string $data, string $context): string|false {}

    /**
     * Whether sealed bytes lie under another than the first key of the keyring.
     *
     * @throws UserSync\KeyringException without a usable keyring
     */
    function usersync_needs_rekey(string $data): bool {}

    /**
     * Removes expired records of the session store.
     *
     * @param int $limit at most so many, 1 to 1000000
     * @return int how many were removed; call again while it equals $limit
     * @throws UserSync\StorageException
     */
    function usersync_gc(int $limit = 1000): int {}

    /**
     * What the extension is and has seen: versions, store (user and host only), tenant, key ids, counters of this worker.
     *
     * @param bool $counts also 'records' => array{live: ?int, expired: ?int, tombstones: ?int, bytes: ?int, exact: bool}: what the store
     *   holds, sessions and logins, of every scope and prefix there; null where it cannot tell. Takes time with the number of records
     */
    function usersync_info(bool $counts = false): array {}
}

namespace UserSync {
    class UserSyncException extends \Exception {}

    class UserSyncError extends \Error {}

    /** A key is missing, unreadable, malformed or not the one needed. */
    class KeyringException extends UserSyncException {}

    /** The store is down, refused, or lost a race. */
    class StorageException extends UserSyncException {}

    class RateLimitException extends UserSyncException
    {
        /** Seconds until the next try. */
        public readonly int $retryAfter;
    }

    class InvalidTokenException extends UserSyncException
    {
        public readonly TokenError $reason;
    }

    enum TokenError: string
    {
        case Malformed = "malformed";
        case UnsupportedVersion = "unsupported_version";
        case UnknownKey = "unknown_key";
        /** Also a wrong purpose, network or challenge: they are part of what is signed. */
        case BadSignature = "bad_signature";
        case Expired = "expired";
        case NotYetValid = "not_yet_valid";
        case TooOld = "too_old";
        case WrongAudience = "wrong_audience";
        case WrongIssuer = "wrong_issuer";
        case IpMismatch = "ip_mismatch";
        case Unsolicited = "unsolicited";
        case Replayed = "replayed";
        case LoggedOut = "logged_out";
        case BadClaims = "bad_claims";
    }

    enum CodeResult: string
    {
        case Ok = "ok";
        case Wrong = "wrong";
        case Expired = "expired";
        case Exhausted = "exhausted";
    }
}
