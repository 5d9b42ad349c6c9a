#include "crypto/openssl.h"

#include <doctest/doctest.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <sys/wait.h>
#include <unistd.h>

#include "crypto/digest.h"
#include "crypto/names.h"

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

TEST_CASE(
    "without its algorithms the floor does not start, names the first one missing, and gives no names") {
  const pid_t child = fork();
  if (child == 0) {
    // What a system demands that allows approved modules only and has none installed.
    crypto_stop();
    EVP_set_default_properties(nullptr, "fips=yes");
    const Status started = crypto_start();
    if (started || started.error().code != Code::unsupported) _exit(1);
    if (started.error().where() != "AES-256-ECB") _exit(2);
    try {
      (void)session_name("uid:33", "usersync:", "abc");
      _exit(3);
    } catch (const CryptoFailure&) {
    }
    _exit(ERR_get_error() == 0 ? 0 : 4);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
}
