<?php

/**
 * @generate-class-entries
 * @undocumentable
 */

namespace {
    /**
     * Makes a new random key: a PASERK string, `k3.local.` and 43 characters of base64url (32 bytes).
     * For a keyring file, a pair of sites or a network.
     *
     * @throws UserSync\UserSyncException when the kernel gives no random bytes
     */
    function usersync_key_generate(): string {}

    /**
     * The public id of a key: `k3.lid.` and 44 characters. It reveals nothing about the key and may be logged.
     *
     * @param string $key a `k3.local.…` string
     * @throws UserSync\KeyringException when $key has not that form, is not 32 bytes, or cannot be random (one byte repeated)
     */
    function usersync_key_id(#[\SensitiveParameter] string $key): string {}

    /**
     * Settings that an application supplies itself (a wp-config.php), for this request. Call it before session_start().
     *
     * @param array $options
     *   'store'    => an address as in usersync.store, or ['scheme' => 'mysql', 'host' => DB_HOST, 'user' => …, 'password' => …,
     *                 'database' => …, and the parameters of that store]; host as WordPress writes it ("name:3307", "name:/socket", "[::1]");
     *   'keyring'  => list of k3.local keys, the first seals; or the path of a keyring file;
     *   'prefix', 'scope' => as usersync.prefix and usersync.scope;
     *   'site_key' => a k3.local key that replaces a missing keyring for everything except session records; may be set at any time
     * @throws ValueError for an unknown or malformed option, and for one that the administrator fixed
     * @throws UserSync\KeyringException for a malformed key; also when store, prefix or scope change without a keyring while
     *   usersync.keyring is set: its keys are never used under another name
     * @throws UserSync\UserSyncException when the session is open
     */
    function usersync_configure(#[\SensitiveParameter] array $options): void {}

    /**
     * Defines a network for this request: sites that trust one another.
     *
     * @param string $name 1 to 64 of a-z 0-9 . _ -
     * @param array $options
     *   'site'  => this site's url (scheme://host[:port][/path]), required;
     *   'peers' => [url => ['keys' => [k3.local…, …], 'may' => ['login', 'logout'], 'logout_url' => url]]: tokens are made with the
     *              first key of a pair and verified with all; 'may' lists what that peer may do here, both when absent;
     *   'keys'  => [k3.local…, …] for all peers that have no keys of their own;
     *   'hub'   => url of the peer that the other members ask for logins;
     *   'ttl' => 60 (1 to 300 s, of a token), 'leeway' => 30 (0 to 120 s, for clocks that differ), 'lifetime' => 2592000 (s, of a login);
     *   'ip' => 'off' | 'prefix' | 'strict' (whether logins are bound to the browser's address); 'allow_unsolicited' => false
     * A second call with the same name replaces the network. Two pairs must not share a key. In a network with a hub, members accept
     * logins from the hub only; the hub accepts them from members whose 'may' contains 'login'.
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
     * Describes a network, with the ids of its keys but never the keys.
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
     *   'sid' (22 characters; generated when absent from a login), 'auth_ms' (int, time of the login in ms since 1970; default for a login
     *   and for a logout of all sessions: now), 'ext' (array, at most 4 KiB as JSON, three levels deep). A logout has 'sub', 'sid' or both
     * @param array $options 'purpose' => 'login' (or 'logout'), 'challenge' => '' (43 characters), 'ttl' => seconds (1 to 300),
     *   'ip' => the browser's address, for networks with 'ip' => 'prefix' or 'strict'
     * @throws ValueError for an unknown network, audience, claim or option, or a malformed one
     */
    function usersync_token_generate(string $network, string $audience, array $claims, array $options = []): string {}

    /**
     * Verifies a token that was made for this site, and consumes it: a second call refuses it. A login needs the browser's 'state'
     * (an empty one counts as absent), unless the network allows unsolicited logins.
     *
     * @param array $options 'purpose' => 'login', 'state' => the browser's state whose hash is the challenge, 'ip' => the browser's
     *   address (required where the network binds it), 'max_age' => 0 to 86400 s, 'consume' => true
     * @return array{iss: string, aud: string, sub?: string, jti: string, iat: int, nbf: int, exp: int, sid?: string, auth_ms?: int,
     *   email?: string, email_verified?: bool, ext?: array, kid: string, network: string, ip_checked: bool}
     *   A login always has sub, sid and auth_ms; a logout has sub, sid or both.
     * @throws UserSync\InvalidTokenException with its reason
     * @throws UserSync\StorageException when the store cannot tell whether the token was used before
     * @throws ValueError for an unknown network or option
     */
    function usersync_token_verify(string $network, #[\SensitiveParameter] string $token, #[\SensitiveParameter] array $options = []): array {}

    /**
     * Version, purpose and key id of a token, UNVERIFIED: for logs and for choosing a network. Version and purpose are PASETO's: "v3", "local".
     *
     * @return array{version: string, purpose: string, kid: ?string}
     * @throws UserSync\InvalidTokenException when it does not have the form of a token
     */
    function usersync_token_peek(string $token): array {}

    /**
     * Begins a login at another site. Returns a secret for this browser's cookie, the challenge to send to the other site, and an id
     * that comes back in a url and selects the cookie. The store keeps the url to return to.
     *
     * @param array $options 'return_to' => a path of this site (anything else becomes "/"), 'ttl' => 120 (1 to 86400 s),
     *   'samesite' => 'None' (the response arrives as a POST from the other site), 'Lax', 'Strict'
     * @return array{state: string, challenge: string, id: string, expires: int, cookie: array{name: string, value: string,
     *   expires_or_options: array}} setcookie(...$made['cookie']) sets the cookie, "__Host-usersync-" and the id
     * @throws UserSync\StorageException
     */
    function usersync_state_create(array $options = []): array {}

    /**
     * Consumes a state that usersync_state_create() made, once. Pass the same state to usersync_token_verify().
     *
     * @param string $state the cookie's value
     * @param string|null $id when given, the state must have been made with this id
     * @return array{return_to: string, created: int}|null created: Unix time; null: unknown, expired, consumed before, or made with another id
     * @throws UserSync\StorageException
     */
    function usersync_state_take(#[\SensitiveParameter] string $state, ?string $id = null): ?array {}

    /**
     * The url to redirect to: $url when it is a path of this site or at one of the allowed origins, else $default.
     * "//host", "/\host", control characters, credentials, other schemes and other ports yield $default.
     *
     * @param string[] $allowed_origins scheme://host[:port]
     * @throws ValueError when one of them is not an origin
     */
    function usersync_return_url(string $url, string $default = '/', array $allowed_origins = []): string {}

    /**
     * Whether an Origin header names a site of this network, this one included: for CORS and for requests that carry tokens.
     *
     * @throws ValueError for an unknown network
     */
    function usersync_origin_allowed(string $network, string $origin): bool {}

    /**
     * The address of the browser: REMOTE_ADDR, or the one in X-Forwarded-For or Forwarded when REMOTE_ADDR and every hop on the way
     * is listed in usersync.trusted_proxies. REMOTE_ADDR is used when a header is malformed or two headers contradict.
     *
     * @param array|null $server instead of $_SERVER, whose values at the start of the request are the default
     * @return string empty when there is none (a command line, a unix socket)
     * @throws UserSync\UserSyncException for a malformed usersync.trusted_proxies
     */
    function usersync_client_ip(?array $server = null): string {}

    /**
     * An email address in the form that codes are made for: without surrounding blanks, the domain in lower case, the part before
     * the @ unchanged (its case may matter to its server).
     *
     * @return string|false false: not an address that mail can be sent to from everywhere (quoted local parts, address literals,
     *   domains without a dot, anything not ASCII: call idn_to_ascii() on the domain first), or longer than 254 bytes
     */
    function usersync_email_normalize(string $email): string|false {}

    /**
     * Makes a code to mail to an address. When it comes back, the requester can read the mail of that address. It is not a login.
     * Make a code whether or not you know the address, and respond alike: only the mailbox may learn the difference.
     * A new code replaces the same requester's earlier code for this address and purpose, and no other requester's.
     *
     * @param string $purpose what the code is for, 1 to 64 of a-z 0-9 . _ -; a code made for another purpose does not verify
     * @param array $options 'type' => 'digits' (for typing; five tries) or 'link' (for a url: show a button on GET, verify on POST),
     *   'length' => 6 (6 to 10 digits), 'ttl' => seconds (digits: 600, at most 600; link: 86400, at most 86400; at least 60),
     *   'state' => a secret of this browser (usersync_state_create()'s, or a cookie of your own; 16 to 4096 bytes): the code verifies
     *   in this browser only; or 'binding' => false: in any browser. One of the two is required;
     *   'ip' => the requester's IP address ('' for none: a command line, an administrator); default: usersync_client_ip()
     * @return array{code: string, expires: int, retry_after: int} code: 6 to 10 digits, or 43 characters of base64url; retry_after:
     *   seconds until this address can be sent another
     * @throws UserSync\RateLimitException beyond 20 codes an hour for the requester's IP prefix (/24, /64), or 5 an hour and one a minute
     *   for an email address
     * @throws UserSync\KeyringException with neither keyring nor site_key
     * @throws UserSync\StorageException
     * @throws ValueError for an address that usersync_email_normalize() refuses, a malformed purpose or option
     */
    function usersync_email_code_create(string $email, string $purpose = 'verify', #[\SensitiveParameter] array $options = []): array {}

    /**
     * Verifies a code. The first Ok uses it up. A try is counted before the code is compared.
     *
     * @param array $options 'state' or 'binding' => false, as the code was made with; one of the two is required
     * @return UserSync\CodeResult Ok; Wrong; Exhausted: five wrong tries, make a new one; Expired: there is no such code (used,
     *   replaced, too late, another browser, another purpose, never made)
     * @throws UserSync\KeyringException with neither keyring nor site_key
     * @throws UserSync\StorageException the try could not be counted, and the code was not compared
     * @throws ValueError for a malformed purpose or option
     */
    function usersync_email_code_verify(string $email, #[\SensitiveParameter] string $code, string $purpose = 'verify', #[\SensitiveParameter] array $options = []): UserSync\CodeResult {}

    /**
     * First step of pairing two sites, at the inviting site. Show `pairing` once to its administrator, who enters it at the other site.
     * Keep `offer` (sealed: safe in a database) under `id`, until the other site's POST names that id or `expires` has passed.
     *
     * @param string $network 1 to 64 of a-z 0-9 . _ -; need not be defined yet
     * @param string $site this site's url, as the network will name it
     * @param array $options 'path' => what to append to $site for the POST ("/?rest_route=/usersync/v1/pair"; "" when absent)
     * @return array{pairing: string, offer: string, id: string, expires: int} pairing: "usersync-pair-1.…", a secret, valid for 15 minutes
     *   and one peer; offer: base64url; id: 22 characters, not secret; expires: Unix time
     * @throws UserSync\KeyringException with neither keyring nor site_key
     * @throws ValueError for a malformed name, url or option
     */
    function usersync_pair_offer(string $network, string $site, array $options = []): array {}

    /**
     * Second step, at the invited site: makes the POST for the inviting site, and the key of the pair. It sends and stores nothing.
     * Call it once for each pairing string: another call makes another key. POST `post` to `url` as a form. The response must be the
     * text `reply`; otherwise discard everything. Then show `digits` to the administrator: both sites must show the same six digits
     * before either uses the key.
     *
     * @param string $pairing as pasted: blanks and line breaks in it are ignored
     * @param string $site this site's url
     * @return array{network: string, peer: string, url: string, post: array{id: string, url: string, nonce: string, mac: string},
     *   reply: string, digits: string, key: string, expires: int} peer: the inviting site's url; key: k3.local…, the pair's
     * @throws UserSync\UserSyncException when $pairing is malformed, was changed, has expired, or was made by $site itself
     * @throws ValueError for a malformed $site
     */
    function usersync_pair_answer(#[\SensitiveParameter] string $pairing, string $site): array {}

    /**
     * Third step, at the inviting site: accepts the other site's POST, once for each offer. Respond to the POST with the text `reply` and
     * status 200. Show `digits` and `peer` to the administrator, and do not use `key` until they accept them.
     *
     * @param string $offer as usersync_pair_offer() returned it
     * @param array $posted the fields of the POST: id, url, nonce, mac (others are ignored)
     * @return array{network: string, site: string, peer: string, reply: string, digits: string, key: string} peer: the answering
     *   site's url
     * @throws UserSync\UserSyncException when the fields do not match this offer (it stays valid), when it has expired, or was
     *   accepted before
     * @throws UserSync\KeyringException with neither keyring nor site_key, or when the keyring no longer holds the offer's key
     * @throws UserSync\StorageException when the store cannot tell whether the offer was accepted before
     */
    function usersync_pair_accept(#[\SensitiveParameter] string $offer, #[\SensitiveParameter] array $posted): array {}

    /**
     * Records that a user is logged in: an entry in the user's list of logins. A login has an id (sid) and can be ended from anywhere.
     *
     * @param string|int $user this site's own stable id of the user, 1 to 255 bytes of UTF-8. A user has one list for all networks:
     *   an application without users of its own prefixes the id with the network
     * @param array $info
     *   'sid' => 22 characters, from the claims of a login token; generated when absent;
     *   'network' => the network that the login came through or may be passed on in: its lifetime limits the login;
     *   'issuer', 'subject', 'auth_ms' => iss, sub and auth_ms of the token, all three, with 'network': a logout of all sessions for
     *     (iss, sub) then finds this user;
     *   'session' => 1 to 128 bytes, the id of the application's own login (a hash of its cookie): the PHP session is not bound.
     *     Absent: the open PHP session is bound to the login. The binding is stored when it closes, and session_regenerate_id() keeps it;
     *   'expires' => Unix time; default and maximum: the lifetime of the network from now (without a network: default 30 days, maximum
     *     400 days). Bound sessions end at that time at the latest;
     *   'ip', 'agent', 'site', 'label' => for the list, cut to 64, 255, 255 and 255 bytes;
     *   'event' => 'login' | 'sync' | '' (none) in the history; default: 'login' when the login is new here, else none
     * @return string the sid. A second call with the same sid and 'session' updates its entry
     * @throws UserSync\UserSyncException when the login was ended (also by a logout of all sessions at or after 'auth_ms'), when it
     *   belongs to another user, or when no PHP session is open for writing
     * @throws UserSync\KeyringException with neither keyring nor site_key
     * @throws UserSync\StorageException
     */
    function usersync_session_bind(string|int $user, array $info = []): string {}

    /**
     * Logs the user out of the open PHP session, which keeps its data. The login is ended unless a login of the application's own has
     * the same sid.
     *
     * @return bool false: no user was logged in, or the login had been ended
     * @throws UserSync\UserSyncException
     */
    function usersync_session_unbind(): bool {}

    /**
     * The user who is logged in in the open PHP session, or in the session with this id (read without a lock). null: no user, or the
     * login has ended.
     *
     * @throws UserSync\UserSyncException
     */
    function usersync_session_user(#[\SensitiveParameter] ?string $session_id = null): ?string {}

    /**
     * A user's logins, newest first.
     *
     * @param array $options 'network' => only logins of that network
     * @return list<array{sid: string, kind: string, session: ?string, created: int, last_seen: int, expires: int, ip: string,
     *   agent: string, site: string, network: string, issuer: string, subject: string, label: string, current: bool}>
     *   kind: "php", or "foreign" with a session; created, last_seen, expires: Unix times; usersync_session_bind() updates last_seen;
     *   current: the login of the open PHP session
     * @throws UserSync\UserSyncException
     */
    function usersync_session_list(string|int $user, array $options = []): array {}

    /**
     * The history of a user's logins, newest first: at most 100 events of the last 90 days. An event without a sid is about all logins.
     *
     * @return list<array{event: string, time: int, sid: string, ip: string, agent: string, site: string, network: string}>
     *   event is "login", "logout", "sync" or "revoked"
     * @throws UserSync\UserSyncException
     */
    function usersync_session_history(string|int $user, int $limit = 50, int $offset = 0): array {}

    /**
     * Ends one login of a user: PHP sessions bound to it can no longer be read, nor written by a request that has one open. Tokens with
     * its sid are refused from now on.
     *
     * @param array $options 'event' => 'revoked' | 'logout', 'ip', 'agent', 'site' for the history
     * @return bool false: the user has no such login
     * @throws UserSync\UserSyncException
     */
    function usersync_session_destroy(string|int $user, string $sid, array $options = []): bool {}

    /**
     * Ends every login of a user.
     *
     * @param array $options 'network' => only logins of that network; 'except' => the sid of a login to keep; 'issuer' => true, with
     *   'network': also ends, at all sites, logins that this site issued until now (issuer: its own url, subject: $user); 'history' =>
     *   false: also erases the user's whole history and records no event; and the options of usersync_session_destroy()
     * @return int how many logins were ended
     * @throws UserSync\UserSyncException
     */
    function usersync_session_destroy_all(string|int $user, array $options = []): int {}

    /**
     * Whether a login exists: bound here, neither ended nor expired. For an application's check of its own logins. Needs no key.
     *
     * @throws UserSync\StorageException
     */
    function usersync_session_alive(string $sid): bool {}

    /**
     * Tokens that log a user out at the peers: one for each peer with a logout_url; in a network with a hub, members get one for the hub
     * only.
     *
     * @param string|int $user this site's own stable id of the user
     * @param string|null $sid one login; null: all logins. Then call it before usersync_session_destroy_all(): a peer that does not know
     *   this site's id of the user finds them by one of their logins
     * @return array<string, string> logout_url => token, for a POST
     * @throws ValueError for an unknown network or a malformed sid
     * @throws UserSync\StorageException
     */
    function usersync_logout_tokens(string $network, string|int $user, ?string $sid = null): array {}

    /**
     * Accepts a peer's logout token: ends the login with its sid, or all logins of the users that its subject was bound to. Tokens of
     * earlier logins are refused from now on. The same token again ends nothing and does not throw.
     *
     * @return array{iss: string, sub: ?string, sid: ?string, all: bool, destroyed: int, users: list<string>, sessions: list<string>}
     *   users: this site's ids of the users whose logins were ended; a hub passes the logout on with
     *   usersync_logout_tokens($network, $user, $all ? null : $sid); sessions: the 'session' of the application's own logins among them
     * @throws UserSync\InvalidTokenException
     * @throws UserSync\UserSyncException
     */
    function usersync_logout_accept(string $network, #[\SensitiveParameter] string $token): array {}

    /**
     * Extends the lease of this session's lock, for work that takes longer than usersync.lock_ttl.
     * Where the kernel or the connection holds the lock (SQLite, MySQL) it does nothing and returns true.
     *
     * @return bool false: no session is open for writing, or its lock was lost
     */
    function usersync_session_renew(): bool {}

    /**
     * Stores a session that another system made, unless a session with this id exists or was destroyed recently.
     *
     * @param string $data encoded by the session.serialize_handler that will read it
     * @param int $expires Unix time; a session that has expired is not stored
     * @return bool whether it was stored
     * @throws ValueError for an id that no session can have
     * @throws UserSync\StorageException
     */
    function usersync_session_import(string $id, #[\SensitiveParameter] string $data, int $expires): bool {}

    /**
     * Encrypts bytes under the first key of the keyring, in the envelope of session records but with a subkey of its own.
     *
     * @param string $context names what the bytes are; at most 65535 bytes; usersync_decrypt() needs the same
     * @return string binary, 56 bytes longer than $data
     * @throws UserSync\KeyringException without a usable keyring
     */
    function usersync_encrypt(#[\SensitiveParameter] string $data, string $context): string {}

    /**
     * Decrypts what usersync_encrypt() returned.
     *
     * @return string|false false when usersync_encrypt() did not make $data, when it was changed, when context or scope differ, or when
     *   the keyring does not hold its key
     * @throws UserSync\KeyringException without a usable keyring
     */
    function usersync_decrypt(string $data, string $context): string|false {}

    /**
     * Whether encrypted bytes should be encrypted again, because the keyring's first key did not encrypt them.
     *
     * @throws UserSync\KeyringException without a usable keyring
     */
    function usersync_needs_rekey(string $data): bool {}

    /**
     * Deletes expired records of the session store.
     *
     * @param int $limit the largest number to delete, 1 to 1000000
     * @return int how many were deleted; call again while it equals $limit
     * @throws UserSync\StorageException
     */
    function usersync_gc(int $limit = 1000): int {}

    /**
     * State of the extension: versions, store (user and host only), scope, key ids, counters of this worker.
     *
     * @param bool $counts also 'records' => array{live: ?int, expired: ?int, tombstones: ?int, bytes: ?int, exact: bool}: records in the
     *   store, sessions and logins of every scope and prefix; null where the store cannot count. Takes time with the number of records
     */
    function usersync_info(bool $counts = false): array {}
}

namespace UserSync {
    class UserSyncException extends \Exception {}

    class UserSyncError extends \Error {}

    /** A key is missing, unreadable, malformed or not the one needed. */
    class KeyringException extends UserSyncException {}

    /** The store cannot be reached, denied access, or refused a write because another request wrote first. */
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
        /** Also a wrong purpose, network or challenge: the signature covers them. */
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
