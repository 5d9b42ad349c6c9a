// Random versions and tokens for the calls to come: one system call fills the pool, and about 20 acquisitions
// with a write each empty it. Versions and tokens are compared for equality and are no secrets, so they may
// wait in memory; keys and nonces must not come from here.
//
// Ownership: one pool per store; `random` outlives it. Threading: the store's thread. After fork() the child
// drops the bytes it inherited, so that it never hands out what its parent hands out. Errors: those of
// Random.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "base/random.h"
#include "store/grant.h"
#include "store/record.h"

namespace usersync {

class RandomPool {
 public:
  explicit RandomPool(Random& random) noexcept : random_(&random) {}

  Result<Version> version() noexcept;  // 1 to 2^63 - 1: SQL's integers are signed, and 0 means nothing
  Result<Grant::Token> token() noexcept;
  Result<std::uint8_t> byte() noexcept;  // for the jitter of a pause

 private:
  Status take(std::span<std::uint8_t> out) noexcept;

  Random* random_;
  std::array<std::uint8_t, 480> bytes_{};
  std::size_t left_ = 0;  // the first `left_` of them have not been handed out
  std::uint32_t fork_generation_ = 0;
};

}  // namespace usersync
