#include "crypto/paseto/paseto.h"

#include <doctest/doctest.h>

#include "crypto/digest.h"
#include "unit/crypto/vectors.h"
#include "wire/base64url.h"

using namespace usersync;
using namespace usersync::test;

namespace {

constexpr const char* kHexKey = "707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d8e8f";

std::unique_ptr<PasetoKey> paseto_key(const std::string& hex = kHexKey) {
  const auto key = SecretKey::copy_of(from_hex(hex));
  REQUIRE(key.ok());
  auto made = PasetoKey::from(*key);
  REQUIRE(made.ok());
  return std::move(made).value();
}

std::string text(const Case& test, const char* field) { return test.at(field); }

std::string seal(PasetoKey& key, std::string_view message, std::string_view footer,
                 std::string_view implicit) {
  auto token = key.seal(message, footer, implicit, system_random());
  REQUIRE(token.ok());
  return *token;
}

}  // namespace

TEST_CASE("v3.local gives every published token byte for byte, and reads it back") {
  int seen = 0;
  for (const Case& test : load_cases("paseto/v3.json")) {
    if (!text(test, "name").starts_with("3-E-")) continue;
    CAPTURE(test.at("name"));
    const auto key = paseto_key(text(test, "key"));
    GivenRandom nonce(hex_field(test, "nonce"));
    const std::string implicit = text(test, "implicit-assertion");
    const auto token = key->seal(text(test, "payload"), text(test, "footer"), implicit, nonce);
    REQUIRE(token.ok());
    CHECK(*token == test.at("token"));
    const auto message = key->open(text(test, "token"), implicit);
    REQUIRE(message.ok());
    CHECK(text_of(*message) == test.at("payload"));
    ++seen;
  }
  CHECK(seen == 9);
}

TEST_CASE("v3.local refuses every published failure and every token of another purpose") {
  const auto key = paseto_key();
  int failures = 0, signed_ones = 0;
  for (const Case& test : load_cases("paseto/v3.json")) {
    const std::string name = text(test, "name"), token = text(test, "token");
    if (name.starts_with("3-E-")) continue;
    CAPTURE(name);
    const auto message = key->open(token, text(test, "implicit-assertion"));
    REQUIRE_FALSE(message.ok());
    const Code code = message.error().code;
    if (!token.starts_with(kPasetoV3Local)) {
      CHECK(code == Code::unsupported);
    } else {
      CHECK(code ==
            (name == "3-F-1" ? Code::tampered : Code::invalid_argument));  // F-4, F-5: redirect bits, "="
    }
    name.starts_with("3-S-") ? ++signed_ones : ++failures;
  }
  CHECK(failures == 5);
  CHECK(signed_ones == 3);
}

TEST_CASE("one changed bit anywhere in the body or the footer is refused") {
  const auto key = paseto_key();
  const std::string footer = "{\"kid\":\"k3.lid.x\"}", message = "{\"sub\":\"1\"}";
  const auto parts_of = seal(*key, message, footer, "implicit");
  const auto parts = split_v3_local(parts_of);
  REQUIRE(parts.ok());
  const Bytes body = *from_base64url(parts->body), foot = *from_base64url(parts->footer);
  const auto assemble = [](View b, View f) {
    return std::string(kPasetoV3Local) + to_base64url(b) + (f.empty() ? "" : "." + to_base64url(f));
  };
  REQUIRE(key->open(assemble(body, foot), "implicit").ok());
  for (std::size_t bit = 0; bit < body.size() * 8; ++bit) {
    Bytes changed = body;
    changed[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
    const auto opened = key->open(assemble(changed, foot), "implicit");
    REQUIRE_FALSE(opened.ok());
    CHECK(opened.error().code == Code::tampered);
  }
  for (std::size_t bit = 0; bit < foot.size() * 8; ++bit) {
    Bytes changed = foot;
    changed[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
    CHECK(key->open(assemble(body, changed), "implicit").error().code == Code::tampered);
  }
  CHECK(key->open(assemble(body, {}), "implicit").error().code == Code::tampered);  // the footer taken away
  for (std::size_t length = 0; length < body.size(); ++length) {
    const auto opened = key->open(assemble(View(body).first(length), foot), "implicit");
    REQUIRE_FALSE(opened.ok());
    CHECK(opened.error().code == (length < 80 ? Code::invalid_argument : Code::tampered));
  }
}

TEST_CASE("another assertion, another key, a footer turned into the assertion: one answer for all") {
  const auto key = paseto_key();
  const std::string token = seal(*key, "message", "footer", "login");
  const std::string what = described(key->open(token, "logout").error());
  CHECK(described(key->open(token, "").error()) == what);
  CHECK(described(key->open(token, "loginX").error()) == what);
  CHECK(
      described(paseto_key("70" + std::string(kHexKey).substr(2, 60) + "90")->open(token, "login").error()) ==
      what);
  const std::string unfooted = seal(*key, "message", "", "footer");
  CHECK(described(key->open(unfooted + "." + to_base64url(view_of("footer")), "").error()) == what);
  CHECK(key->open(token, "login").ok());
}

TEST_CASE("only the exact shape of a token is looked at further") {
  CHECK(split_v3_local("").error().code == Code::unsupported);
  CHECK(split_v3_local("v3.local").error().code == Code::unsupported);
  CHECK(split_v3_local("V3.local.AAAA").error().code == Code::unsupported);
  CHECK(split_v3_local("v4.local.AAAA").error().code == Code::unsupported);
  CHECK(split_v3_local("v3.public.AAAA").error().code == Code::unsupported);
  CHECK(split_v3_local("v3.local.AAAA.").error().code == Code::invalid_argument);
  CHECK(split_v3_local("v3.local.AAAA.BBBB.").error().code == Code::invalid_argument);
  CHECK(split_v3_local("v3.local.AAAA.BBBB.CCCC").error().code == Code::invalid_argument);
  const auto parts = split_v3_local("v3.local.AAAA.BBBB");
  REQUIRE(parts.ok());
  CHECK(parts->body == "AAAA");
  CHECK(parts->footer == "BBBB");

  const auto key = paseto_key();
  CHECK(key->open("v3.local.", "").error().code == Code::invalid_argument);
  CHECK(key->open("v3.local.!!!!", "").error().code == Code::invalid_argument);
  const std::string token = seal(*key, "", "", "");
  CHECK(key->open(token, "").ok());  // an empty message is a message
  CHECK(key->open(token + "=", "").error().code == Code::invalid_argument);
  CHECK(key->open(token + "\n", "").error().code == Code::invalid_argument);
  CHECK(key->open(std::string(3 << 20, 'A').replace(0, 9, kPasetoV3Local), "").error().code ==
        Code::invalid_argument);
}

TEST_CASE("two tokens of one message differ, and without random bytes there is no token") {
  const auto key = paseto_key();
  CHECK(seal(*key, "message", "", "") != seal(*key, "message", "", ""));
  GivenRandom nothing({});
  CHECK_FALSE(key->seal("message", "", "", nothing).ok());
  CHECK_FALSE(PasetoKey::from(SecretKey()).ok());
}

TEST_CASE("the tag is the specification's, however long footer and assertion are") {
  const auto key = paseto_key();
  const auto le64 = [](std::uint64_t value) {
    std::string text;
    for (int i = 0; i < 8; ++i) text += static_cast<char>(value >> 8 * i & 0xff);
    return text;
  };
  for (const std::size_t footer_length : {0, 1, 61, 239, 240, 241, 1000}) {
    for (const std::size_t implicit_length : {0, 1, 179, 180, 239, 240, 241, 1000}) {
      const std::string footer(footer_length, 'f'), implicit(implicit_length, 'i');
      const std::string token = seal(*key, "message", footer, implicit);
      const auto parts = split_v3_local(token);
      REQUIRE(parts.ok());
      const Bytes body = *from_base64url(parts->body);
      const View nonce = View(body).first(32), ciphertext = View(body).subspan(32, 7);
      std::string pae = le64(5);
      for (const std::string_view part : {kPasetoV3Local, text_of(nonce), text_of(ciphertext),
                                          std::string_view(footer), std::string_view(implicit)}) {
        pae += le64(part.size()).append(part);
      }
      Digest<48> authentication_key;
      const std::string info = "paseto-auth-key-for-aead" + std::string(text_of(nonce));
      REQUIRE(hkdf_sha384(from_hex(kHexKey), {}, view_of(info), authentication_key));
      const auto tag = HmacSha384(authentication_key).of({view_of(pae)});
      CHECK(text_of(tag) == text_of(View(body).last(48)));
    }
  }
}
