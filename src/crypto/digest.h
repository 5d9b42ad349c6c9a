// SHA-256 and SHA-384, HMAC and HKDF over them (FIPS 180-4, RFC 2104, RFC 5869). Every value lives on one
// thread. A failing libcrypto throws CryptoFailure (crypto/openssl.h): a digest has no wrong value to return.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

#include "base/bytes.h"
#include "crypto/openssl.h"

namespace usersync {

template <std::size_t kSize>
using Digest = std::array<std::uint8_t, kSize>;

template <std::size_t kSize>
class Hash {
 public:
  Hash();
  Hash& add(View bytes);
  Hash& add(std::string_view text) { return add(view_of(text)); }
  Hash& zero_byte();       // the separator between the fields of a name
  Digest<kSize> finish();  // once, then restart()
  Hash& restart();         // costs no context

 private:
  DigestContext context_;
};

using Sha256 = Hash<32>;
using Sha384 = Hash<48>;

// Keeps its keyed state: a message costs no key schedule. Wiped by libcrypto when freed.
template <std::size_t kSize>
class Hmac {
 public:
  explicit Hmac(View key);
  void set_key(View key);
  Digest<kSize> of(std::initializer_list<View> parts);  // of their concatenation

 private:
  MacContext context_;
};

using HmacSha256 = Hmac<32>;
using HmacSha384 = Hmac<48>;

// Built from HMAC, because the EVP_KDF of the same name costs three times as much. An empty salt is RFC
// 5869's default. Code::invalid_argument: more than 255 digests asked for.
Status hkdf_sha256(View secret, View salt, View info, std::span<std::uint8_t> out);
Status hkdf_sha384(View secret, View salt, View info, std::span<std::uint8_t> out);

}  // namespace usersync
