// Key bytes: in memory that is wiped when freed and left out of core dumps, reachable only through a name an
// auditor can grep for.
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"
#include "base/wipe.h"

namespace usersync {

bool equal_in_constant_time(View a, View b) noexcept;

// 32 bytes. Move-only: the bytes exist once. Refuses keys that cannot be random: all zero, one byte repeated.
// Making and freeing are safe from any thread; one key belongs to one thread or is only read. Not in
// libcrypto's secure heap: that is sized once, before first use, by the application that embeds PHP. A fork
// does not inherit mlock(), so pages of workers may be swapped.
class SecretKey {
 public:
  static constexpr std::size_t kLength = 32;

  SecretKey() = default;  // empty
  static Result<SecretKey> copy_of(
      View bytes);  // Code::bad_key, no_memory; wiping the source is the caller's
  SecretKey(SecretKey&& other) noexcept;
  SecretKey& operator=(SecretKey&& other) noexcept;
  ~SecretKey();

  View reveal() const noexcept;
  bool empty() const noexcept { return slot_ == nullptr; }

 private:
  std::uint8_t* slot_ = nullptr;  // in the process-wide arena of secret.cpp (MADV_DONTDUMP, mlock if allowed)
};

}  // namespace usersync
