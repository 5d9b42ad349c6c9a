// The decisions that Redis makes in one atomic step each: docs/formats.md, "Redis keys". No script reads or
// writes a session's bytes: a plain SET stages them, and a script renames the staged key.
//
// Every script but kFollow takes the keys of one session in the order lock, queue, wake, data, staged, and
// only as many as it needs.
#pragma once

#include <array>

#include "wire/sha1.h"

namespace usersync {

struct RedisScript {
  std::string_view text;
  Sha1Hex sha;
  std::size_t keys;

  std::string_view name() const noexcept { return {sha.data(), sha.size()}; }
};

// Takes the lock, or enters the queue.
// ARGV token, lease in ms, ms left to wait, maximum of waiters (0: any), "1" right behind BLPOP, the lock's
// new value, and the value of a lock whose holder is gone ("": none). {0}: the caller has the lock; {-1}: too
// many wait; {ms until the holder's lease ends, the lock's value, 1 if the caller is the last in line}: the
// caller is in the queue.
extern const RedisScript kClaim;

// Leaves the queue. If the caller has the lock, hands it to the next waiter, or frees it.
// ARGV token.
extern const RedisScript kRelease;

// Renames the staged value to the record, if rule W3 allows it. Its version and lifetime are already in it.
// ARGV token, version read, letters: "x" or "n" (exclusive or lock=unlocked), "r" or "k" (release or keep),
// and "o" if without a lock the caller read a record so long ago that a tombstone may have expired since. 1:
// stored; 2: stored over a version that the caller never read; 0: conflict; -1: nothing is staged.
extern const RedisScript kCommit;

// Moves the record's expiry, if rule W3 allows it.
// ARGV as kCommit, then the lifetime in ms, and the record's mark with its parent's name in front.
// 1: done; 0: conflict; -1: there is no record, or one with another parent.
extern const RedisScript kTouch;

// Extends the lease, or takes a free lock if the version is still the one read.
// ARGV token, version read, lease in ms. 1: the caller has the lock; 0: it
// does not, or the session was destroyed.
extern const RedisScript kRenew;

// Names the caller's connection in its lock.
// ARGV token, the lock's new value. 1: done; 0: the caller does not have the lock.
extern const RedisScript kNameHolder;

// Replaces the record by a tombstone, and marks the lock.
// ARGV the tombstone, its lifetime in ms.
extern const RedisScript kDestroy;

// KEYS data alone. ARGV the store's prefix. The name of the record's parent, followed by the parent's own
// stamp if it has a value. Empty: the record has no parent.
extern const RedisScript kFollow;

extern const std::array<const RedisScript*, 8> kRedisScripts;

}  // namespace usersync
