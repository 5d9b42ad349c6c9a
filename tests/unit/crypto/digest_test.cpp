#include "crypto/digest.h"

#include <doctest/doctest.h>

#include "unit/crypto/vectors.h"

using namespace usersync;
using namespace usersync::test;

namespace {

// Wycheproof's tags may be truncated: the file then gives the first bits.
template <class Mac>
void check_hmac(const char* file) {
  int valid = 0, refused = 0;
  for (const Case& test : load_cases(file, "testGroups")) {
    CAPTURE(test.at("tcId"));
    Mac mac(hex_field(test, "key"));
    const auto tag = mac.of({hex_field(test, "msg")});
    const Bytes expected = hex_field(test, "tag");
    REQUIRE(expected.size() <= tag.size());
    const bool same = std::equal(expected.begin(), expected.end(), tag.begin());
    CHECK(same == (test.at("result") == "valid"));
    same ? ++valid : ++refused;
  }
  CHECK(valid > 50);
  CHECK(refused > 50);
}

void check_hkdf(const char* file, Status (*hkdf)(View, View, View, std::span<std::uint8_t>)) {
  int valid = 0, refused = 0;
  for (const Case& test : load_cases(file, "testGroups")) {
    CAPTURE(test.at("tcId"));
    Bytes out(std::stoul(test.at("size")));
    const Status done = hkdf(hex_field(test, "ikm"), hex_field(test, "salt"), hex_field(test, "info"), out);
    CHECK(done.ok() == (test.at("result") == "valid"));
    if (done) {
      CHECK(to_hex(out) == test.at("okm"));
      ++valid;
    } else {
      CHECK(done.error().code == Code::invalid_argument);
      ++refused;
    }
  }
  CHECK(valid > 50);
  CHECK(refused > 0);
}

}  // namespace

TEST_CASE("HMAC-SHA256 agrees with Wycheproof") {
  check_hmac<HmacSha256>("wycheproof/hmac_sha256_test.json");
}
TEST_CASE("HMAC-SHA384 agrees with Wycheproof") {
  check_hmac<HmacSha384>("wycheproof/hmac_sha384_test.json");
}
TEST_CASE("HKDF-SHA256 agrees with Wycheproof") {
  check_hkdf("wycheproof/hkdf_sha256_test.json", hkdf_sha256);
}
TEST_CASE("HKDF-SHA384 agrees with Wycheproof") {
  check_hkdf("wycheproof/hkdf_sha384_test.json", hkdf_sha384);
}

TEST_CASE("a digest is of all that was added, however it was cut") {
  // FIPS 180-4's "abc"
  const std::string sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  CHECK(to_hex(Sha256().add("abc").finish()) == sha256);
  CHECK(to_hex(Sha256().add("a").add("").add(View{}).add("bc").finish()) == sha256);
  CHECK(to_hex(Sha384().add("abc").finish()) ==
        "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7");
  CHECK(Sha256().add("a").zero_byte().add("b").finish() ==
        Sha256().add(std::string_view("a\0b", 3)).finish());
}

TEST_CASE("a kept HMAC gives the same answer every time, and the new key's after set_key") {
  HmacSha256 mac(view_of("first"));
  const auto once = mac.of({view_of("mess"), view_of("age")});
  CHECK(mac.of({view_of("other")}) != once);
  CHECK(mac.of({view_of("message")}) == once);
  mac.set_key(view_of("second"));
  CHECK(mac.of({view_of("message")}) == HmacSha256(view_of("second")).of({view_of("message")}));
  CHECK(mac.of({view_of("message")}) != once);
}

TEST_CASE("an empty key is a key, not the one before") {
  HmacSha256 mac(view_of("first"));
  mac.set_key({});
  CHECK(mac.of({view_of("m")}) == HmacSha256({}).of({view_of("m")}));
  CHECK(mac.of({view_of("m")}) != HmacSha256(view_of("first")).of({view_of("m")}));
}

TEST_CASE("a restarted hash has forgotten its input") {
  Sha256 hash;
  hash.add("something").finish();
  CHECK(hash.restart().add("abc").finish() == Sha256().add("abc").finish());
  hash.restart().add("half");
  CHECK(hash.restart().finish() == Sha256().finish());
}
