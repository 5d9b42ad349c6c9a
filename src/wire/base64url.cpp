#include "wire/base64url.h"

#include <array>

namespace usersync {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::uint8_t kForeign = 0xff;

constexpr std::array<std::uint8_t, 256> kValues = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(kForeign);
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    values[static_cast<std::uint8_t>(kAlphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return values;
}();

}  // namespace

void append_base64url(std::string& out, View bytes) {
  const std::size_t start = out.size();
  out.resize(start + (bytes.size() * 4 + 2) / 3);
  char* to = out.data() + start;
  const auto put = [&to](std::uint32_t bits, int shift) { *to++ = kAlphabet[bits >> shift & 63]; };

  const std::uint8_t* from = bytes.data();
  std::size_t left = bytes.size();
  for (; left >= 3; left -= 3, from += 3) {
    const std::uint32_t bits = from[0] << 16 | from[1] << 8 | from[2];
    put(bits, 18);
    put(bits, 12);
    put(bits, 6);
    put(bits, 0);
  }
  if (left == 0) return;
  const std::uint32_t bits = from[0] << 16 | (left == 2 ? from[1] << 8 : 0);
  put(bits, 18);
  put(bits, 12);
  if (left == 2) put(bits, 6);
}

std::string to_base64url(View bytes) {
  std::string out;
  append_base64url(out, bytes);
  return out;
}

std::optional<Bytes> from_base64url(std::string_view text) {
  const std::size_t tail = text.size() % 4;
  if (tail == 1) return std::nullopt;
  Bytes out(text.size() / 4 * 3 + (tail == 0 ? 0 : tail - 1));
  std::uint8_t* to = out.data();
  // Values are below 64: whatever sets a higher bit here was a foreign character.
  std::uint8_t seen = 0;
  const auto value = [&seen](char c) {
    const std::uint8_t v = kValues[static_cast<std::uint8_t>(c)];
    seen |= v;
    return static_cast<std::uint32_t>(v);
  };

  const char* from = text.data();
  for (const char* const end = from + (text.size() - tail); from != end; from += 4) {
    const std::uint32_t bits =
        value(from[0]) << 18 | value(from[1]) << 12 | value(from[2]) << 6 | value(from[3]);
    *to++ = static_cast<std::uint8_t>(bits >> 16);
    *to++ = static_cast<std::uint8_t>(bits >> 8);
    *to++ = static_cast<std::uint8_t>(bits);
  }
  if (tail != 0) {
    const std::uint32_t bits =
        value(from[0]) << 18 | value(from[1]) << 12 | (tail == 3 ? value(from[2]) << 6 : 0);
    *to++ = static_cast<std::uint8_t>(bits >> 16);
    if (tail == 3) *to++ = static_cast<std::uint8_t>(bits >> 8);
    const std::uint32_t unused = tail == 3 ? 0xff : 0xffff;
    if ((bits & unused) != 0) return std::nullopt;
  }
  if ((seen & 0xc0) != 0) return std::nullopt;
  return out;
}

}  // namespace usersync
