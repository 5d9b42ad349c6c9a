#include "base/session_id.h"

#include <doctest/doctest.h>

#include <string>

namespace usersync {

TEST_CASE("a session id is 1 to 256 of the characters PHP allows") {
  for (const char* text : {"a", "Z9,-", "abcdefghijklmnopqrstuvwxyz"}) {
    const auto id = SessionId::parse(text);
    REQUIRE(id.ok());
    CHECK(id->text() == text);
  }
  CHECK(SessionId::parse(std::string(256, 'x')).ok());
  CHECK_FALSE(SessionId::parse(std::string(257, 'x')).ok());
  CHECK_FALSE(SessionId::parse("").ok());
}

TEST_CASE("every other byte is refused, wherever it stands") {
  int allowed = 0;
  for (int byte = 0; byte < 256; ++byte) {
    const std::string odd = std::string("ab") + static_cast<char>(byte) + "c";
    if (SessionId::parse(odd).ok()) ++allowed;
  }
  CHECK(allowed == 26 + 26 + 10 + 2);
}

}  // namespace usersync
