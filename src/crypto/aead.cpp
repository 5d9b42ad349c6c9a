#include "crypto/aead.h"

#include <openssl/evp.h>

#include "crypto/secret.h"

namespace usersync {
namespace {

constexpr Error kNoKey{Msg::openssl_failed};

}  // namespace

AeadKey::AeadKey(std::span<const std::uint8_t, 32> key) : ecb_(EVP_CIPHER_CTX_new()) {
  EVP_CIPHER_CTX* const ecb = ecb_.get();
  const std::array<std::uint8_t, 16> zeros{};
  int written = 0;
  if (ecb == nullptr ||
      EVP_EncryptInit_ex2(ecb, algorithms().aes_256_ecb, key.data(), nullptr, nullptr) != 1 ||
      EVP_CIPHER_CTX_set_padding(ecb, 0) != 1 ||
      EVP_EncryptUpdate(ecb, k1_.data(), &written, zeros.data(), static_cast<int>(zeros.size())) != 1) {
    throw CryptoFailure();
  }
  // K1 = L << 1, and 0x87 into the last byte if a bit fell off the top: by mask, since L is secret.
  const auto fell_off = static_cast<std::uint8_t>(0x87 & -(k1_[0] >> 7));
  for (std::size_t i = 0; i + 1 < k1_.size(); ++i) {
    k1_[i] = static_cast<std::uint8_t>(k1_[i] << 1 | k1_[i + 1] >> 7);
  }
  k1_[15] = static_cast<std::uint8_t>(k1_[15] << 1 ^ fell_off);
}

AeadKey::~AeadKey() { wipe(k1_); }

// Kx = E(M1 ^ K1) || E(M2 ^ K1), Mi = 00 i "X" 00 nonce[0..12). By ECB, never by KBKDF: OpenSSL 3.0 ignores
// KBKDF's counter width without a word and derives another key.
bool AeadKey::derive(Nonce nonce, MessageKey& out) {
  std::array<std::uint8_t, 32> blocks;
  for (std::size_t half = 0; half < 2; ++half) {
    std::uint8_t* const block = blocks.data() + 16 * half;
    block[0] = k1_[0];
    block[1] = static_cast<std::uint8_t>(k1_[1] ^ (half + 1));
    block[2] = k1_[2] ^ 'X';
    block[3] = k1_[3];
    for (std::size_t i = 0; i < 12; ++i) block[4 + i] = k1_[4 + i] ^ nonce[i];
  }
  const WipeOnExit wiped(blocks);
  int written = 0;
  return EVP_EncryptUpdate(ecb_.get(), out.data(), &written, blocks.data(),
                           static_cast<int>(blocks.size())) == 1;
}

Status AeadKey::seal(Nonce nonce, std::initializer_list<View> associated,
                     std::initializer_list<View> plaintext, std::span<std::uint8_t> out) {
  MessageKey key;
  const WipeOnExit wiped(key);
  if (!derive(nonce, key)) return kNoKey;
  return gcm_.seal(key, nonce.last<12>(), associated, plaintext, out);
}

Status AeadKey::open(Nonce nonce, std::initializer_list<View> associated, View sealed,
                     std::span<std::uint8_t> out) {
  MessageKey key;
  const WipeOnExit wiped(key);
  if (!derive(nonce, key)) {
    wipe(out);
    return kNoKey;
  }
  return gcm_.open(key, nonce.last<12>(), associated, sealed, out);
}

}  // namespace usersync
