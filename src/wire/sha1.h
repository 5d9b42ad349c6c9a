// SHA-1 at compile time: Redis names a script by it (EVALSHA). It is used as a name and protects nothing.
// FIPS 180-4, section 6.1.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string_view>

#include "base/hex.h"

namespace usersync {

using Sha1Hex = std::array<char, 40>;

consteval Sha1Hex sha1_hex(std::string_view text) {
  std::array<std::uint32_t, 5> state = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
  const std::size_t padded = (text.size() + 9 + 63) / 64 * 64;
  const auto byte_at = [&](std::size_t at) -> std::uint32_t {
    if (at < text.size()) return static_cast<unsigned char>(text[at]);
    if (at == text.size()) return 0x80;
    return at < padded - 8
               ? 0
               : static_cast<std::uint8_t>(std::uint64_t{text.size()} * 8 >> 8 * (padded - 1 - at));
  };
  for (std::size_t block = 0; block < padded; block += 64) {
    std::array<std::uint32_t, 80> w{};
    for (std::size_t t = 0; t < 16; ++t) {
      for (std::size_t i = 0; i < 4; ++i) w[t] = w[t] << 8 | byte_at(block + 4 * t + i);
    }
    for (std::size_t t = 16; t < 80; ++t) w[t] = std::rotl(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
    auto [a, b, c, d, e] = state;
    for (std::size_t t = 0; t < 80; ++t) {
      const std::uint32_t f = t < 20   ? (b & c) | (~b & d)
                              : t < 40 ? b ^ c ^ d
                              : t < 60 ? (b & c) | (b & d) | (c & d)
                                       : b ^ c ^ d;
      const std::uint32_t k = t < 20 ? 0x5a827999 : t < 40 ? 0x6ed9eba1 : t < 60 ? 0x8f1bbcdc : 0xca62c1d6;
      const std::uint32_t next = std::rotl(a, 5) + f + e + k + w[t];
      e = d;
      d = c;
      c = std::rotl(b, 30);
      b = a;
      a = next;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
  }
  Sha1Hex hex{};
  for (std::size_t i = 0; i < 40; ++i) hex[i] = kHexDigits[state[i / 8] >> (28 - 4 * (i % 8)) & 15];
  return hex;
}

}  // namespace usersync
