#include "store/redis/script.h"

namespace usersync {
namespace {

// The lock's value is a token, the holder's connection if that is known, and "!" if the session was destroyed
// while this holder had it.
#define LOCK                                                         \
  "local lock = redis.call('GET', KEYS[1])\n"                        \
  "local mine = lock and string.sub(lock, 1, #ARGV[1]) == ARGV[1]\n" \
  "local destroyed = mine and string.sub(lock, -1) == '!'\n"

// The caller has the lock and gives it up. The client that is blocked on the wake list the longest gets it:
// Redis keeps that order itself, and forgets a waiter whose connection died. Meanwhile the lock holds "-", so
// that no newcomer takes it. When no living client was blocked, lock and wake list expire together after 500
// ms, or the next kClaim takes both (docs/decisions/0030).
#define PASS_ON                                                                                      \
  "local function pass_on()\n"                                                                       \
  "  if redis.call('ZCARD', KEYS[2]) > 0 then\n"                                                     \
  "    local now = redis.call('TIME')\n"                                                             \
  "    redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now[1] * 1000 + math.floor(now[2] / 1000))\n" \
  "    if redis.call('ZCARD', KEYS[2]) > 0 then\n"                                                   \
  "      redis.call('DEL', KEYS[3])\n"                                                               \
  "      redis.call('SET', KEYS[1], '-', 'PX', 500)\n"                                               \
  "      redis.call('RPUSH', KEYS[3], '1')\n"                                                        \
  "      redis.call('PEXPIRE', KEYS[3], 500)\n"                                                      \
  "      return\n"                                                                                   \
  "    end\n"                                                                                        \
  "  end\n"                                                                                          \
  "  redis.call('DEL', KEYS[1])\n"                                                                   \
  "end\n"

// Rule W3. A value ends in its mark ("r": a record, "l": one with a parent, "t": a tombstone) and its version
// (keys.h). That the session was destroyed under the caller counts also when the tombstone has expired. "o":
// without a lock, a tombstone may have come and gone since the caller read a record; then finding nothing is
// a conflict.
#define FENCE                                                                        \
  "local stands = redis.call('GETRANGE', KEYS[4], -9, -1)\n"                         \
  "local seen = string.sub(stands, 2) == ARGV[2]\n"                                  \
  "local may = seen or (not destroyed and string.sub(stands, 1, 1) ~= 't')\n"        \
  "if stands == '' then may = not destroyed and string.sub(ARGV[3], 3) ~= 'o' end\n" \
  "if may and string.sub(ARGV[3], 1, 1) == 'x' then may = mine or (not lock and seen) end\n"

// A holder whose connection is gone is replaced only while the lock still has the value that was found dead.
// ZREVRANK may be refused: then the caller is not the last in line.
constexpr std::string_view kClaimText =  //
    LOCK
    "if not lock or mine or lock == ARGV[7]\n"
    "    or (lock == '-' and (ARGV[5] == '1' or redis.call('EXISTS', KEYS[3]) == 1)) then\n"
    "  redis.call('ZREM', KEYS[2], ARGV[1])\n"
    "  redis.call('DEL', KEYS[3])\n"
    "  redis.call('SET', KEYS[1], ARGV[6], 'PX', ARGV[2])\n"
    "  return {0}\n"
    "end\n"
    "local now = redis.call('TIME')\n"
    "now = now[1] * 1000 + math.floor(now[2] / 1000)\n"
    "redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)\n"
    "local most = tonumber(ARGV[4])\n"
    "if most > 0 and redis.call('ZCARD', KEYS[2]) >= most\n"
    "    and not redis.call('ZSCORE', KEYS[2], ARGV[1]) then return {-1} end\n"
    "redis.call('ZADD', KEYS[2], now + ARGV[3], ARGV[1])\n"
    "if redis.call('PTTL', KEYS[2]) < tonumber(ARGV[3]) then redis.call('PEXPIRE', KEYS[2], ARGV[3]) end\n"
    "local lease = redis.call('PTTL', KEYS[1])\n"
    "local last = redis.pcall('ZREVRANK', KEYS[2], ARGV[1]) == 0\n"
    "return {lease < 0 and 10000 or math.max(lease, 1), lock, last and 1 or 0}\n";

// The common case costs one comparison: the caller has the lock, and nobody waits. Then nothing was destroyed
// or written since it read.
#define ALONE "mine and not destroyed and redis.call('EXISTS', KEYS[2]) == 0"

// ZREM comes first even where it removes nothing: after one write a script may continue while memory is full.
constexpr std::string_view kReleaseText =                             //
    LOCK "if " ALONE " then return redis.call('DEL', KEYS[1]) end\n"  //
    PASS_ON
         "redis.call('ZREM', KEYS[2], ARGV[1])\n"
         "if mine then pass_on() end\n"
         "return 1\n";

// A server that refuses the command is not one that lost what was staged: its error is passed on.
#define RENAME                                              \
  "local moved = redis.pcall('RENAME', KEYS[5], KEYS[4])\n" \
  "if moved.err then return string.find(moved.err, 'no such key', 1, true) and -1 or moved end\n"

// If the record already has the staged version, an earlier attempt arrived and only its answer was lost (rule
// W7).
constexpr std::string_view kCommitText =  //
    LOCK "if ARGV[3] == 'xr' and " ALONE
         " then\n"
         "  " RENAME
         "  redis.call('DEL', KEYS[1])\n"
         "  return 1\n"
         "end\n"  //
    PASS_ON FENCE
         "if stands ~= '' and stands == redis.call('GETRANGE', KEYS[5], -9, -1) then\n"
         "  seen = true\n"
         "  redis.call('DEL', KEYS[5])\n"
         "elseif not may then\n"
         "  redis.call('DEL', KEYS[5])\n"
         "  return 0\n"
         "else\n"
         "  " RENAME
         "end\n"
         "if mine and string.sub(ARGV[3], 2, 2) == 'r' then pass_on() end\n"
         "return seen and 1 or 2\n";

constexpr std::string_view kTouchText =  //
    LOCK PASS_ON FENCE
    "if not may then return 0 end\n"
    "local kind = redis.call('GETRANGE', KEYS[4], -8 - #ARGV[5], -9)\n"
    "if kind ~= ARGV[5] then return -1 end\n"
    "redis.call('PEXPIRE', KEYS[4], ARGV[4])\n"
    "if mine and string.sub(ARGV[3], 2, 2) == 'r' then pass_on() end\n"
    "return 1\n";

// A destroyed session is renewed only for a holder that read the tombstone itself.
constexpr std::string_view kRenewText =  //
    LOCK
    "local seen = string.sub(redis.call('GETRANGE', KEYS[4], -9, -1), 2) == ARGV[2]\n"
    "if mine and (not destroyed or (seen and ARGV[2] ~= '')) then\n"
    "  return redis.call('PEXPIRE', KEYS[1], ARGV[3])\n"
    "end\n"
    "if lock or not seen then return 0 end\n"
    "redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])\n"
    "return 1\n";

constexpr std::string_view kNameHolderText =  //
    LOCK
    "if not mine then return 0 end\n"
    "redis.call('SET', KEYS[1], destroyed and ARGV[2] .. '!' or ARGV[2], 'KEEPTTL')\n"
    "return 1\n";

// DEL before any other write: destroying must work while memory is full. If an older tombstone has longer to
// live, the new one gets that lifetime.
constexpr std::string_view kDestroyText =
    "local left = tonumber(ARGV[2])\n"
    "if redis.call('GETRANGE', KEYS[4], -9, -9) == 't' then\n"
    "  left = math.max(left, redis.call('PTTL', KEYS[4]))\n"
    "end\n"
    "redis.call('DEL', KEYS[4])\n"
    "redis.call('SET', KEYS[4], ARGV[1], 'PX', left)\n"
    "local lock = redis.call('GET', KEYS[1])\n"
    "if lock and lock ~= '-' and string.sub(lock, -1) ~= '!' then\n"
    "  redis.call('SET', KEYS[1], lock .. '!', 'KEEPTTL')\n"
    "end\n"
    "return 1\n";

// Reads a key of another session, as no other script does. Where another server keeps that key, the script
// finds nothing or is refused, and the client asks for it by a command of its own (parent.cpp).
constexpr std::string_view kFollowText =
    "local tail = redis.call('GETRANGE', KEYS[1], -41, -1)\n"
    "if string.sub(tail, -9, -9) ~= 'l' or #tail < 41 then return '' end\n"
    "local parent = string.sub(tail, 1, 32)\n"
    "return parent .. redis.call('GETRANGE', ARGV[1] .. '{' .. parent .. '}:d', -9, -1)\n";

#undef RENAME
#undef ALONE
#undef FENCE
#undef PASS_ON
#undef LOCK

}  // namespace

constexpr RedisScript kClaim{kClaimText, sha1_hex(kClaimText), 3};
constexpr RedisScript kRelease{kReleaseText, sha1_hex(kReleaseText), 3};
constexpr RedisScript kCommit{kCommitText, sha1_hex(kCommitText), 5};
constexpr RedisScript kTouch{kTouchText, sha1_hex(kTouchText), 4};
constexpr RedisScript kRenew{kRenewText, sha1_hex(kRenewText), 4};
constexpr RedisScript kNameHolder{kNameHolderText, sha1_hex(kNameHolderText), 1};
constexpr RedisScript kDestroy{kDestroyText, sha1_hex(kDestroyText), 4};
constexpr RedisScript kFollow{kFollowText, sha1_hex(kFollowText), 1};

constexpr std::array<const RedisScript*, 8> kRedisScripts = {&kClaim, &kRelease,    &kCommit,  &kTouch,
                                                             &kRenew, &kNameHolder, &kDestroy, &kFollow};

}  // namespace usersync
