#include "base/ascii.h"

#include <doctest/doctest.h>

#include <array>

#include "base/hex.h"

namespace usersync {

TEST_CASE("only ASCII characters are digits and letters, and only A to Z have a lower case") {
  int digits = 0, letters = 0, changed = 0;
  for (int byte = -128; byte < 128; ++byte) {
    const char c = static_cast<char>(byte);
    digits += is_digit(c);
    letters += is_letter(c);
    changed += to_lower(c) != c;
    CHECK(is_alphanumeric(c) == (is_digit(c) || is_letter(c)));
    CHECK((hex_value(c) >= 0) ==
          (std::string_view("0123456789abcdefABCDEF").find(c) != std::string_view::npos));
  }
  CHECK(digits == 10);
  CHECK(letters == 52);
  CHECK(changed == 26);
  CHECK(to_lower("\xc4rger IN Z[") == "\xc4rger in z[");
}

TEST_CASE("trim() removes spaces and tabs at both ends, and nothing else") {
  CHECK(trim(" \ta b\t ") == "a b");
  CHECK(trim("\na\r") == "\na\r");
  CHECK(trim(" \t ").empty());
  CHECK(trim("").empty());
}

TEST_CASE("bytes become lower-case hexadecimal digits and come back") {
  const std::array<std::uint8_t, 4> bytes{0x00, 0x9f, 0xa0, 0xff};
  CHECK(to_hex(bytes) == "009fa0ff");
  std::array<std::uint8_t, 4> back{};
  CHECK(from_hex("009fa0ff", back));
  CHECK(back == bytes);
}

TEST_CASE("upper case, another length, and any other character are refused as hexadecimal digits") {
  std::array<std::uint8_t, 2> bytes{};
  for (const char* text : {"", "00", "0000ff", "00FF", "00fg", "00 f", "0x00"}) {
    CAPTURE(text);
    CHECK_FALSE(from_hex(text, bytes));
  }
}

}  // namespace usersync
