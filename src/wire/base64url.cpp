#include "wire/base64url.h"

#include <array>

namespace usersync {
namespace {

constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::uint32_t kForeign = 0x80000000u;

// What a character means at each of the four places of a group, shifted to where it belongs.
constexpr std::array<std::array<std::uint32_t, 256>, 4> kValues = [] {
  std::array<std::array<std::uint32_t, 256>, 4> values{};
  for (std::size_t place = 0; place < 4; ++place) {
    values[place].fill(kForeign);
    for (std::uint32_t i = 0; i < 64; ++i) {
      values[place][static_cast<std::uint8_t>(kAlphabet[i])] = i << (18 - 6 * place);
    }
  }
  return values;
}();

std::uint32_t value(std::size_t place, char c) noexcept {
  return kValues[place][static_cast<std::uint8_t>(c)];
}

}  // namespace

void append_base64url(std::string& out, View bytes) {
  const std::size_t start = out.size();
  out.resize(start + (bytes.size() * 4 + 2) / 3);
  char* to = out.data() + start;
  const std::uint8_t* from = bytes.data();
  const std::size_t tail = bytes.size() % 3;
  for (const std::uint8_t* const end = from + (bytes.size() - tail); from != end; from += 3, to += 4) {
    const std::uint32_t bits = from[0] << 16 | from[1] << 8 | from[2];
    to[0] = kAlphabet[bits >> 18];
    to[1] = kAlphabet[bits >> 12 & 63];
    to[2] = kAlphabet[bits >> 6 & 63];
    to[3] = kAlphabet[bits & 63];
  }
  if (tail == 0) return;
  const std::uint32_t bits = from[0] << 16 | (tail == 2 ? from[1] << 8 : 0);
  to[0] = kAlphabet[bits >> 18];
  to[1] = kAlphabet[bits >> 12 & 63];
  if (tail == 2) to[2] = kAlphabet[bits >> 6 & 63];
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
  std::uint32_t seen = 0;
  const char* from = text.data();
  for (const char* const end = from + (text.size() - tail); from != end; from += 4, to += 3) {
    const std::uint32_t bits = value(0, from[0]) | value(1, from[1]) | value(2, from[2]) | value(3, from[3]);
    seen |= bits;
    to[0] = static_cast<std::uint8_t>(bits >> 16);
    to[1] = static_cast<std::uint8_t>(bits >> 8);
    to[2] = static_cast<std::uint8_t>(bits);
  }
  if (tail != 0) {
    const std::uint32_t bits = value(0, from[0]) | value(1, from[1]) | (tail == 3 ? value(2, from[2]) : 0);
    seen |= bits;
    to[0] = static_cast<std::uint8_t>(bits >> 16);
    if (tail == 3) to[1] = static_cast<std::uint8_t>(bits >> 8);
    const std::uint32_t unused = tail == 3 ? 0xff : 0xffff;
    if ((bits & unused) != 0) return std::nullopt;
  }
  if ((seen & kForeign) != 0) return std::nullopt;
  return out;
}

bool is_base64url_of(std::string_view text, std::size_t bytes) noexcept {
  if (text.size() != (bytes * 4 + 2) / 3) return false;
  for (const char c : text) {
    if (value(3, c) == kForeign) return false;
  }
  const std::uint32_t unused = bytes % 3 == 0 ? 0 : bytes % 3 == 1 ? 15 : 3;  // bits of the last character
  return text.empty() || (value(3, text.back()) & unused) == 0;
}

}  // namespace usersync
