#include "wire/json_text.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "base/hex.h"

namespace usersync {
namespace {

// The code unit behind "\u", or -1.
int code_unit(std::string_view text) noexcept {
  if (text.size() < 4) return -1;
  int unit = 0;
  for (const char c : text.substr(0, 4)) {
    const int digit = hex_value(c);
    if (digit < 0) return -1;
    unit = unit << 4 | digit;
  }
  return unit;
}

bool needs_escape(char c) noexcept { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < ' '; }

bool is_high(int unit) noexcept { return unit >= 0xd800 && unit < 0xdc00; }
bool is_low(int unit) noexcept { return unit >= 0xdc00 && unit < 0xe000; }

void append_utf8(std::string& out, int point) {
  const auto tail = [&](int shift) { out += static_cast<char>(0x80 | (point >> shift & 0x3f)); };
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xc0 | point >> 6);
    tail(0);
  } else if (point < 0x10000) {
    out += static_cast<char>(0xe0 | point >> 12);
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xf0 | point >> 18);
    tail(12);
    tail(6);
    tail(0);
  }
}

}  // namespace

void append_json_string(std::string& out, std::string_view utf8) {
  out += '"';
  const bool plain = std::none_of(utf8.begin(), utf8.end(), needs_escape);
  if (plain) out += utf8;
  for (const char c : plain ? std::string_view() : utf8) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < ' ') {
      out += "\\u00";
      out += kHexDigits[static_cast<unsigned char>(c) >> 4];
      out += kHexDigits[c & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

std::string unescape_json(std::string_view raw) {
  if (raw.find('\\') == std::string_view::npos) return std::string(raw);
  std::string out;
  out.reserve(raw.size());
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] != '\\') {
      out += raw[i];
      continue;
    }
    const char kind = raw[++i];
    if (kind != 'u') {
      constexpr std::string_view kShort = "bfnrt", kMeant = "\b\f\n\r\t";
      const auto known = kShort.find(kind);
      out += known == std::string_view::npos ? kind : kMeant[known];
      continue;
    }
    int point = code_unit(raw.substr(i + 1));
    i += 4;
    if (is_high(point)) {
      point = 0x10000 + ((point - 0xd800) << 10) + (code_unit(raw.substr(i + 3)) - 0xdc00);
      i += 6;
    }
    append_utf8(out, point);
  }
  return out;
}

std::size_t json_escape_length(std::string_view text) noexcept {
  if (text.size() < 2) return 0;
  if (text[1] != 'u') return std::string_view("\"\\/bfnrt").find(text[1]) == std::string_view::npos ? 0 : 2;
  const int unit = code_unit(text.substr(2));
  if (unit < 0 || is_low(unit)) return 0;
  if (!is_high(unit)) return 6;
  const std::string_view second = text.substr(6);
  return second.starts_with("\\u") && is_low(code_unit(second.substr(2))) ? 12 : 0;
}

// Unicode 15, table 3-7: which byte may follow which.
bool is_utf8(std::string_view text) noexcept {
  const auto* p = reinterpret_cast<const unsigned char*>(text.data());
  const auto* const end = p + text.size();
  while (p != end) {
    for (std::uint64_t eight; end - p >= 8; p += 8) {  // most text is ASCII
      std::memcpy(&eight, p, 8);
      if ((eight & 0x8080808080808080u) != 0) break;
    }
    if (p == end) break;
    const unsigned char lead = *p++;
    if (lead < 0x80) continue;
    if (lead < 0xc2 || lead > 0xf4) return false;
    int tails = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    if (end - p < tails) return false;
    const unsigned char low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    const unsigned char high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (*p < low || *p > high) return false;
    for (++p, --tails; tails > 0; --tails, ++p) {
      if ((*p & 0xc0) != 0x80) return false;
    }
  }
  return true;
}

}  // namespace usersync
