#include "wire/ip_address.h"

#include <doctest/doctest.h>

using namespace usersync;

TEST_CASE("an address has one form") {
  CHECK(IpAddress::parse("192.0.2.7")->text() == "192.0.2.7");
  CHECK(IpAddress::parse("2001:DB8:0::7")->text() == "2001:db8::7");
  CHECK(IpAddress::parse("::ffff:192.0.2.7") == IpAddress::parse("192.0.2.7"));
  CHECK(IpAddress::parse("::ffff:c000:207")->family() == '4');
  CHECK(IpAddress::parse("::1")->family() == '6');
  CHECK(IpAddress::parse("::192.0.2.7")->family() == '6');
}

TEST_CASE("what is no address is none") {
  for (const char* text : {"", " ", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.4 ", " 1.2.3.4",
                           "1.2.3.4:80", "[::1]", "::1%eth0", ":::", "12345::", "localhost", "0x7f.0.0.1",
                           "::ffff:1.2.3.256", "1111:2222:3333:4444:5555:6666:7777:8888:9999"}) {
    CHECK_MESSAGE(!IpAddress::parse(text), text);
  }
  CHECK(!IpAddress::parse(std::string_view("1.2.3.4\0", 8)));
  CHECK(!IpAddress::parse(std::string(100, '1')));
}

TEST_CASE("a prefix keeps the first bits and clears the rest") {
  const auto prefix = [](const char* text, unsigned bits) {
    return IpAddress::parse(text)->prefix(bits).text();
  };
  CHECK(prefix("192.0.2.199", 24) == "192.0.2.0");
  CHECK(prefix("192.0.2.199", 32) == "192.0.2.199");
  CHECK(prefix("192.0.2.199", 26) == "192.0.2.192");
  CHECK(prefix("192.0.2.199", 0) == "0.0.0.0");
  CHECK(prefix("2001:db8:1:2:3:4:5:6", 64) == "2001:db8:1:2::");
  CHECK(prefix("2001:db8:1:2:3:4:5:6", 128) == "2001:db8:1:2:3:4:5:6");
  CHECK(prefix("ffff::", 1) == "8000::");
}
