// Bytes as hexadecimal digits. Written in lower case.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/ascii.h"
#include "base/bytes.h"

namespace usersync {

inline constexpr std::string_view kHexDigits = "0123456789abcdef";

// The value of one digit, upper or lower case; -1 when it is none.
constexpr int hex_value(char c) noexcept {
  if (is_digit(c)) return c - '0';
  const char lower = to_lower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

inline void append_hex(std::string& out, View bytes) {
  const std::size_t start = out.size();
  out.resize(start + 2 * bytes.size());
  char* to = out.data() + start;
  for (const std::uint8_t byte : bytes) {
    *to++ = kHexDigits[byte >> 4];
    *to++ = kHexDigits[byte & 15];
  }
}

inline std::string to_hex(View bytes) {
  std::string out;
  append_hex(out, bytes);
  return out;
}

// Fills `bytes` from exactly twice as many lower-case digits; false otherwise.
inline bool from_hex(std::string_view text, std::span<std::uint8_t> bytes) noexcept {
  if (text.size() != 2 * bytes.size()) return false;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char first = text[2 * i], second = text[2 * i + 1];
    const int high = hex_value(first), low = hex_value(second);
    if (high < 0 || low < 0 || is_upper(first) || is_upper(second)) return false;
    bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return true;
}

}  // namespace usersync
