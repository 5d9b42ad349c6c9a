#include "wire/base64url.h"

#include <doctest/doctest.h>

using namespace usersync;

TEST_CASE("base64url writes the vectors of RFC 4648, section 10, without padding") {
  CHECK(to_base64url(view_of("")).empty());
  CHECK(to_base64url(view_of("f")) == "Zg");
  CHECK(to_base64url(view_of("fo")) == "Zm8");
  CHECK(to_base64url(view_of("foo")) == "Zm9v");
  CHECK(to_base64url(view_of("foob")) == "Zm9vYg");
  CHECK(to_base64url(view_of("fooba")) == "Zm9vYmE");
  CHECK(to_base64url(view_of("foobar")) == "Zm9vYmFy");
  CHECK(to_base64url(Bytes{0xfb, 0xff}) == "-_8");
}

TEST_CASE("appending keeps what was there") {
  std::string text = "v3.local.";
  append_base64url(text, view_of("foo"));
  CHECK(text == "v3.local.Zm9v");
}

TEST_CASE("what base64url writes it reads back, at every length") {
  Bytes bytes;
  for (int length = 0; length < 260; ++length) {
    const auto back = from_base64url(to_base64url(bytes));
    REQUIRE(back.has_value());
    CHECK(*back == bytes);
    bytes.push_back(static_cast<std::uint8_t>(251 * length + 7));
  }
}

TEST_CASE("every text that base64url reads is the one it would write") {
  // All tails of two and three characters: the ones with stray bits must be refused.
  const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  int accepted = 0;
  for (const char a : alphabet) {
    for (const char b : alphabet) {
      const std::string text = {'Q', a, b};
      for (const std::string& tail : {text, text.substr(0, 2), "AAAA" + text}) {
        if (const auto bytes = from_base64url(tail)) {
          ++accepted;
          CHECK(to_base64url(*bytes) == tail);
        }
      }
    }
  }
  CHECK(accepted == 2 * 64 * 16 + 64 * 4);  // 4 of 64 second characters, 16 of 64 third ones
}

TEST_CASE("padding, the other alphabet, white space and every foreign byte are refused at every place") {
  CHECK_FALSE(from_base64url("Zg=="));
  CHECK_FALSE(from_base64url("Zm8="));
  CHECK_FALSE(from_base64url("A"));
  CHECK_FALSE(from_base64url("AAAAA"));
  int allowed = 0;
  for (int c = 0; c < 256; ++c) {
    int places = 0;
    for (std::size_t at = 0; at < 8; ++at) {
      std::string text = "AAAAAAAA";
      text[at] = static_cast<char>(c);
      if (from_base64url(text)) ++places;
    }
    CHECK((places == 0 || places == 8));
    allowed += places / 8;
  }
  CHECK(allowed == 64);
}
