#include "sync/browser/client_ip.h"

#include <doctest/doctest.h>

using namespace usersync;

namespace {

TrustedProxies trust(const char* list) {
  auto proxies = TrustedProxies::parse(list);
  REQUIRE(proxies.ok());
  return *proxies;
}

std::string seen(const Connection& connection, const char* trusted = "10.0.0.0/8, 2001:db8:f::/48") {
  const auto address = client_ip(connection, trust(trusted));
  return address ? address->text() : "";
}

std::string by_x(std::string_view header) { return seen({"10.0.0.1", header, {}}); }
std::string by_rfc(std::string_view header) { return seen({"10.0.0.1", {}, header}); }

}  // namespace

TEST_CASE("trusted proxies are addresses and ranges") {
  CHECK(!trust("").contains(*IpAddress::parse("10.0.0.1")));
  const TrustedProxies proxies = trust(" 10.0.0.0/8,192.0.2.7\t2001:db8::/32 ::ffff:198.51.100.7 ");
  for (const char* inside : {"10.255.0.1", "192.0.2.7", "2001:db8::1", "198.51.100.7", "::ffff:10.0.0.1"}) {
    CHECK_MESSAGE(proxies.contains(*IpAddress::parse(inside)), inside);
  }
  for (const char* outside : {"11.0.0.1", "192.0.2.8", "2001:db9::1", "::1", "0.0.0.0"}) {
    CHECK_MESSAGE(!proxies.contains(*IpAddress::parse(outside)), outside);
  }
  CHECK(trust("0.0.0.0/0").contains(*IpAddress::parse("8.8.8.8")));
  CHECK(!trust("0.0.0.0/0").contains(*IpAddress::parse("::1")));
  for (const char* wrong : {"localhost", "10.0.0.0/33", "10.0.0.1/8", "10.0.0.0/", "10.0.0.0/-1",
                            "10.0.0.0/8x", "::/129", "10.0.0", "*", "10.0.0.0/8;192.0.2.7"}) {
    const auto proxies = TrustedProxies::parse(wrong);
    REQUIRE_MESSAGE(!proxies.ok(), wrong);
    CHECK(std::string(proxies.error().where()) == std::string(wrong));
  }
}

TEST_CASE("an untrusted client names only its own address") {
  CHECK(seen({"192.0.2.7", "1.2.3.4", "for=1.2.3.4"}) == "192.0.2.7");
  CHECK(seen({"::ffff:192.0.2.7", "1.2.3.4", {}}) == "192.0.2.7");
  CHECK(seen({"10.0.0.1", "1.2.3.4", {}}, "") == "10.0.0.1");
  CHECK(seen({"", "1.2.3.4", {}}) == "");
  CHECK(seen({"unix:", "1.2.3.4", {}}) == "");
  CHECK(seen({"10.0.0.1", {}, {}}) == "10.0.0.1");
}

TEST_CASE("from the right, the first who is not trusted is the browser") {
  CHECK(by_x("1.2.3.4") == "1.2.3.4");
  CHECK(by_x("6.6.6.6, 1.2.3.4") == "1.2.3.4");
  CHECK(by_x("6.6.6.6,1.2.3.4 , 10.0.0.2,10.0.0.3") == "1.2.3.4");
  CHECK(by_x("nonsense, 1.2.3.4, 10.0.0.2") == "1.2.3.4");
  CHECK(by_x("10.0.0.3, 10.0.0.2") == "10.0.0.3");  // a client inside
  CHECK(by_x("::ffff:1.2.3.4") == "1.2.3.4");
  CHECK(by_x("2001:db8::7, 2001:db8:f::1") == "2001:db8::7");
  CHECK(by_x("1.2.3.4:5678") == "1.2.3.4");
  CHECK(by_x("[2001:db8::7]:5678") == "2001:db8::7");
  CHECK(by_x("[2001:db8::7]") == "2001:db8::7");
}

TEST_CASE("a malformed header on the way leaves the remote address") {
  for (const char* header :
       {"x", "1.2.3.4,", ",", "1.2.3.4, ,10.0.0.2", "1.2.3.4, unknown", "1.2.3.4, 10.0.0.2, 1.2.3",
        "\"1.2.3.4\"", "1.2.3.4:", "1.2.3.4:x", "1.2.3.4:123456", "[1.2.3.4]", "[::1", "[::1]x", "::1%eth0",
        "01.2.3.4", "1.2.3.4 5.6.7.8"}) {
    CHECK_MESSAGE(by_x(header) == "10.0.0.1", header);
  }
}

TEST_CASE("RFC 7239 is read as it is written") {
  CHECK(by_rfc("for=1.2.3.4") == "1.2.3.4");
  CHECK(by_rfc("For=\"[2001:db8::7]:4711\"") == "2001:db8::7");
  CHECK(by_rfc("for=1.2.3.4;proto=http;by=203.0.113.43") == "1.2.3.4");
  CHECK(by_rfc("proto=https; FOR=\"1.2.3.4:80\"") == "1.2.3.4");
  CHECK(by_rfc("for=6.6.6.6, for=1.2.3.4, for=10.0.0.2") == "1.2.3.4");
  CHECK(by_rfc("for=6.6.6.6, for=1.2.3.4;host=\"a,b\"") == "1.2.3.4");
  for (const char* header :
       {"for=unknown", "for=_hidden", "for=", "proto=http", "for=1.2.3.4;for=5.6.7.8", "for", "1.2.3.4",
        "for=[::1]", "for=1.2.3.4:80", "for=\"::1\"", "for=\"1.2.3.4", "for=1.2.3.4,", ";"}) {
    CHECK_MESSAGE(by_rfc(header) == "10.0.0.1", header);
  }
}

TEST_CASE("two headers that tell two stories leave the remote address") {
  CHECK(seen({"10.0.0.1", "1.2.3.4", "for=1.2.3.4"}) == "1.2.3.4");
  CHECK(seen({"10.0.0.1", "6.6.6.6", "for=1.2.3.4"}) == "10.0.0.1");
  CHECK(seen({"10.0.0.1", "1.2.3.4", "for=unknown"}) == "10.0.0.1");
}
