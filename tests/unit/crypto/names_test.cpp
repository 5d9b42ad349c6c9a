#include "crypto/names.h"

#include <doctest/doctest.h>

#include <set>

#include "crypto/keyring/keyring.h"
#include "unit/crypto/vectors.h"

using namespace usersync;
using namespace usersync::test;

TEST_CASE("names and index entries are those of version 1, as another library works them out") {
  const Case v1 = load_case("usersync/v1.json");
  const std::string scope = v1.at("scope"), prefix = v1.at("prefix"), sid = v1.at("sid"), key = v1.at("key");
  CHECK(to_hex(session_name(scope, prefix, sid)) == v1.at("session_name"));
  Sha256 kept;
  kept.add("whatever was begun and left");
  for (int i = 0; i < 2; ++i) {
    CHECK(to_hex(session_name(kept, scope, prefix, sid)) == v1.at("session_name"));
  }
  CHECK(to_hex(nonce_name("main", "https://a.example", "https://b.example", "jti")) == v1.at("nonce_name"));

  const auto ring = Keyring::from_text(key);
  REQUIRE(ring.ok());
  const auto keys = TenantKeys::derive(*ring, scope);
  REQUIRE(keys.ok());
  CHECK(to_hex(login_name(scope, prefix, "AAECAwQFBgcICQoLDA0ODw")) == v1.at("login_name"));
  CHECK(to_hex(user_name(**keys, 0, scope, prefix, "alice")) == v1.at("user_name"));
  CHECK(to_hex(subject_name(**keys, 0, scope, prefix, "main", "https://a.example", "7")) ==
        v1.at("subject_name"));
  CHECK(to_hex((*keys)->mac(Purpose::index, 0, hex_field(v1, "mac_message"))) == v1.at("index_mac"));
  CHECK(to_hex((*keys)->mac(Purpose::code, 0, hex_field(v1, "mac_message"))) == v1.at("code_mac"));
}

TEST_CASE("no two ways of sharing out the same characters give the same name") {
  std::set<std::string> names;
  const std::string all = "abcdef";
  for (std::size_t i = 0; i <= all.size(); ++i) {
    for (std::size_t j = i; j <= all.size(); ++j) {
      const auto a = std::string_view(all).substr(0, i), b = std::string_view(all).substr(i, j - i),
                 c = std::string_view(all).substr(j);
      CHECK(names.insert(to_hex(session_name(a, b, c))).second);
      CHECK(names.insert(to_hex(nonce_name("n", a, b, c))).second);
      CHECK(names.insert(to_hex(nonce_name(a, "n", b, c))).second);
    }
  }
}
