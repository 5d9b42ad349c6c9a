#include "crypto/paseto/paserk.h"

#include <doctest/doctest.h>

#include "unit/crypto/vectors.h"
#include "wire/base64url.h"

using namespace usersync;
using namespace usersync::test;

TEST_CASE("k3.local reads and writes the published keys, and refuses the published failures") {
  int read = 0, refused = 0;
  for (const Case& test : load_cases("paserk/k3.local.json")) {
    CAPTURE(test.at("name"));
    const auto key = parse_k3_local(test.at("paserk"));
    if (test.at("expect-fail") == "true") {
      REQUIRE_FALSE(key.ok());
      CHECK(key.error().code == Code::bad_key);
      ++refused;
    } else if (test.at("key") == std::string(64, '0')) {
      CHECK_FALSE(key.ok());  // PASERK would take the key of zeros; this project takes it from nobody
      ++refused;
    } else {
      REQUIRE(key.ok());
      CHECK(to_hex(key->reveal()) == test.at("key"));
      CHECK(format_k3_local(*key) == test.at("paserk"));
      ++read;
    }
  }
  CHECK(read == 2);
  CHECK(refused == 3);
}

TEST_CASE("k3.lid is the published id, of the key of zeros too; a short key has none") {
  int agreed = 0, refused = 0;
  for (const Case& test : load_cases("paserk/k3.lid.json")) {
    CAPTURE(test.at("name"));
    const Bytes bytes = hex_field(test, "key");
    if (test.at("expect-fail") == "true") {
      CHECK_FALSE(SecretKey::copy_of(bytes).ok());
      ++refused;
      continue;
    }
    std::string id(kPaserkLid);
    append_base64url(id, k3_lid_of(std::string(kPaserkLocal) + to_base64url(bytes)));
    CHECK(id == test.at("paserk"));
    if (const auto key = SecretKey::copy_of(bytes)) CHECK(format_k3_lid(*key) == test.at("paserk"));
    ++agreed;
  }
  CHECK(agreed == 3);
  CHECK(refused == 1);
}

TEST_CASE("what is nearly a key is no key") {
  const std::string good = "k3.local.cHFyc3R1dnd4eXp7fH1-f4CBgoOEhYaHiImKi4yNjo8";
  REQUIRE(parse_k3_local(good).ok());
  for (const std::string& text : {
           std::string(),
           std::string("k3.local."),
           good.substr(9),
           "K3.local." + good.substr(9),
           "k3.lid." + good.substr(9),
           "k3.public." + good.substr(9),
           " " + good,
           good + " ",
           good + "=",
           good + "\n",
           good + "A",
           good.substr(0, good.size() - 1),
           good.substr(0, good.size() - 1) + "9",  // redirect bits behind the 32nd byte
           good.substr(0, good.size() - 1) + "+",
           good.substr(0, good.size() - 1) + std::string(1, '\0'),
       }) {
    CAPTURE(text);
    const auto key = parse_k3_local(text);
    REQUIRE_FALSE(key.ok());
    CHECK(key.error().code == Code::bad_key);
    CHECK(std::string(key.error().where()).empty());
  }
}
