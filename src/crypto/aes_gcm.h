// AES-256-GCM with a 96-bit nonce (NIST SP 800-38D), a new key for every message: the inner step of
// crypto/aead.h and of nothing else, for its nonce is too short to be drawn at random.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/openssl.h"

namespace usersync {

// One kept context, one thread.
class AesGcm {
 public:
  static constexpr std::size_t kTag = 16;
  using Key = std::span<const std::uint8_t, 32>;
  using Nonce = std::span<const std::uint8_t, 12>;

  AesGcm();  // throws CryptoFailure

  // `out`: as long as the plaintext, and a tag. Code::too_large, internal.
  Status seal(Key key, Nonce nonce, std::initializer_list<View> associated,
              std::initializer_list<View> plaintext, std::span<std::uint8_t> out);

  // `sealed`: ciphertext and tag; `out`: as long as the ciphertext, wiped on failure. Code::tampered,
  // too_large.
  Status open(Key key, Nonce nonce, std::initializer_list<View> associated, View sealed,
              std::span<std::uint8_t> out);

 private:
  bool start(Key key, Nonce nonce, std::initializer_list<View> associated, bool sealing);

  CipherContext context_;
};

}  // namespace usersync
