// Memory that a worker keeps from session to session, so that a request neither allocates nor zeroes it
// again: at 100 KiB that would cost as much as the encryption
// (docs/decisions/0011-envelope-buffers-are-reused.md).
//
// Owned by the worker; one open session uses it at a time. One thread.
#pragma once

#include <optional>

#include "base/bytes.h"
#include "base/random.h"
#include "crypto/digest.h"

namespace usersync {

class SessionBuffers {
 public:
  Bytes sealed;
  Bytes header;
  std::optional<Sha256> naming;  // made at first use

  // The buffer that a record is decrypted into; forget_plaintext() wipes it. Its size means nothing.
  Bytes& plaintext_to_fill() noexcept {
    plaintext_filled_ = true;
    return plaintext_;
  }
  const Bytes& plaintext() const noexcept { return plaintext_; }
  void forget_plaintext() noexcept;

  // Frees what grew large (base/kept_memory.h).
  void shrink() noexcept;

  // True for about `parts` in `divisor` calls, at random; false when the kernel gives no seed.
  bool sample(std::uint32_t parts, std::uint32_t divisor, Random& random) noexcept;

 private:
  Bytes plaintext_;
  bool plaintext_filled_ = false;
  std::uint32_t sampling_ = 0;  // state of a generator, seeded at first use
};

}  // namespace usersync
