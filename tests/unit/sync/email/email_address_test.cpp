#include "sync/email/address.h"

#include <doctest/doctest.h>

using namespace usersync;

TEST_CASE("an address keeps its local part and gets its domain in lower case") {
  CHECK(normalize_email("Jane.Doe+shop@Example.COM") == "Jane.Doe+shop@example.com");
  CHECK(normalize_email(" \t a@b.example \r\n") == "a@b.example");
  CHECK(normalize_email("o'hara!#$%&*/=?^_`{|}~-@xn--bcher-kva.example") ==
        "o'hara!#$%&*/=?^_`{|}~-@xn--bcher-kva.example");
  CHECK(normalize_email("a@1.2.3.4a") == "a@1.2.3.4a");
  CHECK(normalize_email(std::string(64, 'a') + "@b.example"));
}

TEST_CASE("what two programs could read in two ways is no address") {
  for (const char* const text : {"",
                                 "@",
                                 "a@",
                                 "@b.example",
                                 "a",
                                 "a@b",
                                 "a@b.",
                                 "a@.b",
                                 "a@b..example",
                                 "a@-b.example",
                                 "a@b-.example",
                                 ".a@b.example",
                                 "a.@b.example",
                                 "a..b@c.example",
                                 "a@b@c.example",
                                 "\"a b\"@c.example",
                                 "a b@c.example",
                                 "a@b .example",
                                 "a@[192.0.2.7]",
                                 "a@192.0.2.7",
                                 "a(b)@c.example",
                                 "a@b.example, c@d.example",
                                 "Jane <a@b.example>",
                                 "a@b.example\nBcc: c@d.example",
                                 "a\r\n@b.example",
                                 "b\xC3\xBC@c.example",
                                 "a@b\xC3\xBC.example",
                                 "a,b@c.example",
                                 "a;b@c.example",
                                 "a\\b@c.example"}) {
    CAPTURE(text);
    CHECK_FALSE(normalize_email(text));
  }
  CHECK_FALSE(normalize_email(std::string_view("a\0@b.example", 12)));
  CHECK_FALSE(normalize_email(std::string(65, 'a') + "@b.example"));
  CHECK_FALSE(normalize_email("a@" + std::string(64, 'b') + ".example"));
  std::string longest = "a@";
  while (longest.size() < 248) longest += "bcdefgh.";
  CHECK(normalize_email(longest + "exam"));
  CHECK_FALSE(normalize_email(longest + "examples"));
}
