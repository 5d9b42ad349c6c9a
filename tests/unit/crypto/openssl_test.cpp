#include "crypto/openssl.h"

#include <doctest/doctest.h>
#include <openssl/err.h>

#include "crypto/digest.h"

using namespace usersync;

TEST_CASE("the floor starts, stops and starts again; what was made before keeps working") {
  REQUIRE(crypto_start().ok());
  REQUIRE(crypto_start().ok());
  HmacSha256 mac(view_of("key"));
  const auto before = mac.of({view_of("message")});
  crypto_stop();
  crypto_stop();
  CHECK(mac.of({view_of("message")}) == before);
  CHECK(HmacSha256(view_of("key")).of({view_of("message")}) == before);  // started again, by need
  CHECK(algorithms().aes_256_gcm != nullptr);
}

TEST_CASE("errors raised within a quiet stretch go with it, older ones stay") {
  ERR_clear_error();
  ERR_raise(ERR_LIB_USER, 7);
  {
    const QuietErrors quiet;
    ERR_raise(ERR_LIB_USER, 8);
    ERR_raise(ERR_LIB_USER, 9);
  }
  CHECK(ERR_GET_REASON(ERR_get_error()) == 7);
  CHECK(ERR_get_error() == 0);
  {
    const QuietErrors quiet;
    ERR_raise(ERR_LIB_USER, 8);
  }
  CHECK(ERR_get_error() == 0);
}
