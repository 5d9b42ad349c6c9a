// XAES-256-GCM (c2sp.org/XAES-256-GCM): AES-256-GCM under a key derived for each message from half of a
// 24-byte nonce. Random nonces are safe for 2^80 messages under one key, where bare GCM is spent after 2^32.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/aes_gcm.h"

namespace usersync {

// One key with its contexts. Whoever calls seal() draws the nonce at random. One thread.
class AeadKey {
 public:
  static constexpr std::size_t kTag = AesGcm::kTag;
  using Nonce = std::span<const std::uint8_t, 24>;

  explicit AeadKey(std::span<const std::uint8_t, 32> key);  // throws CryptoFailure
  ~AeadKey();
  AeadKey(const AeadKey&) = delete;
  AeadKey& operator=(const AeadKey&) = delete;

  // As AesGcm's.
  Status seal(Nonce nonce, std::initializer_list<View> associated, std::initializer_list<View> plaintext,
              std::span<std::uint8_t> out);
  Status open(Nonce nonce, std::initializer_list<View> associated, View sealed, std::span<std::uint8_t> out);

 private:
  using MessageKey = std::array<std::uint8_t, 32>;
  bool derive(Nonce nonce, MessageKey& out);

  CipherContext ecb_;                  // holds the key
  std::array<std::uint8_t, 16> k1_{};  // CMAC's first subkey (NIST SP 800-38B), computed once
  AesGcm gcm_;
};

}  // namespace usersync
