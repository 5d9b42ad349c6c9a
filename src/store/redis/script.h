// What Redis decides by itself, in one step each: docs/formats.md, "Redis keys". No script ever sees a
// session's bytes: they are staged by a plain SET and renamed into place.
//
// Every script but the last takes the keys of one session in the order lock, queue, wake, data, staged, and
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

// ARGV token, lease ms, ms left to wait, max waiters (0: any), "1" right behind BLPOP.
// 0: the lock is ours; > 0: ms until the holder's lease ends, and we are in the queue; -1: too many wait.
extern const RedisScript kClaim;

// ARGV token. Leaves the queue; gives the lock, if it is ours, to the next in line or frees it.
extern const RedisScript kRelease;

// ARGV token, version read, "x" or "n" (exclusive or lock=none) and "r" or "k" (release or keep). What is
// staged brings its version and lifetime along. 1: stored; 2: stored over a version never read; 0: conflict;
// -1: nothing is staged.
extern const RedisScript kCommit;

// ARGV as kCommit, the lifetime in ms, and the record's mark with its leash in front. 1: done; 0: conflict;
// -1: there is no record, or one on another leash.
extern const RedisScript kTouch;

// ARGV token, version read, lease ms. 1: the lock is ours for another lease; 0: it is not.
extern const RedisScript kRenew;

// ARGV the tombstone, its lifetime in ms.
extern const RedisScript kDestroy;

// KEYS data alone. ARGV the store's prefix. What the record is tied to, and the stamp that stands there, or
// nothing behind it. Empty: it is not tied.
extern const RedisScript kFollow;

extern const std::array<const RedisScript*, 7> kRedisScripts;

}  // namespace usersync
