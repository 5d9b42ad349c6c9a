#include "sync/network/site_url.h"

#include <doctest/doctest.h>

#include "sync/network/origin.h"

using namespace usersync;

namespace {

std::string canonical(std::string_view text) {
  const auto url = SiteUrl::parse(text);
  return url ? url->text() : std::string("refused: ") + described(url.error());
}

bool refused(std::string_view text) {
  const auto url = SiteUrl::parse(text);
  return !url && url.error().code == Code::invalid_argument;
}

}  // namespace

TEST_CASE("a site's url has one spelling") {
  CHECK(canonical("https://a.example") == "https://a.example");
  CHECK(canonical("HTTPS://A.Example:443/") == "https://a.example");
  CHECK(canonical("https://a.example:8443/Shop/") == "https://a.example:8443/Shop");
  CHECK(canonical("https://a.example/caf%c3%a9") == "https://a.example/caf%C3%A9");
  CHECK(canonical("https://a.example/a/b.c/~d") == "https://a.example/a/b.c/~d");
  CHECK(canonical("https://192.0.2.7:80") == "https://192.0.2.7:80");
  CHECK(canonical("https://[2001:DB8:0:0:0:0:0:1]") == "https://[2001:db8::1]");
  CHECK(canonical("https://xn--bcher-kva.example") == "https://xn--bcher-kva.example");
  for (const char* url : {"https://a.example:8443/shop", "http://[::1]:81/x", "https://a.example/%C3%A9"}) {
    CHECK(canonical(canonical(url)) == url);
  }
}

TEST_CASE("a canonical url tells its origin and its path") {
  const auto url = SiteUrl::parse("https://A.example:444/shop/");
  REQUIRE(url.ok());
  CHECK(url->origin() == "https://a.example:444");
  CHECK(url->path() == "/shop");
  CHECK(SiteUrl::parse("https://a.example/")->path() == "");
}

TEST_CASE("plain http is for loopback alone") {
  for (const char* url : {"http://localhost", "http://b.localhost:8080", "http://127.0.0.1:81",
                          "http://127.9.9.9", "http://[::1]:81"}) {
    CHECK(canonical(url) == url);
  }
  CHECK(canonical("http://localhost:80/") == "http://localhost");
  for (const char* url :
       {"http://a.example", "http://192.0.2.1", "http://localhost.a.example", "http://127.0.0.1.example",
        "http://[::ffff:127.0.0.1]", "http://[::2]", "http://notlocalhost"}) {
    CHECK_MESSAGE(refused(url), url);
  }
}

TEST_CASE("what another reader could take for another place is refused") {
  for (const char* url : {"",
                          "a.example",
                          "//a.example",
                          "ftp://a.example",
                          "https:/a.example",
                          "https:a.example",
                          "https://",
                          "https:///x",
                          "javascript://a.example",
                          "https://a.example?x=1",
                          "https://a.example/#x",
                          "https://a.example/?",
                          "https://user@a.example",
                          "https://u:p@a.example",
                          "https://a.example:99999",
                          "https://a.example:0",
                          "https://a.example:",
                          "https://a.example:08",
                          "https://a.example:+1",
                          "https://a.example:80x",
                          "https://a..example",
                          "https://.a.example",
                          "https://a.example.",
                          "https://-a.example",
                          "https://a-.example",
                          "https://a example",
                          "https://a\\b.example",
                          "https://a.example\\x",
                          "https://a.example//",
                          "https://a.example//x",
                          "https://a.example/x//y",
                          "https://a.example/./x",
                          "https://a.example/../x",
                          "https://a.example/x/..",
                          "https://a.example/%2e%2e/x",
                          "https://a.example/%2F",
                          "https://a.example/%5c",
                          "https://a.example/%00",
                          "https://a.example/%0a",
                          "https://a.example/%4",
                          "https://a.example/%",
                          "https://a.example/%zz",
                          "https://a.example/a b",
                          "https://a.example/a\tb",
                          "https://a.example/\"",
                          "https://a.example/<x>",
                          "https://b\xc3\xbc"
                          "cher.example",
                          "https://a.example/\xc3\xa9",
                          "https://127.1",
                          "https://0x7f.0.0.1",
                          "https://2130706433",
                          "https://0x7f000001",
                          "https://127.0.0.01",
                          "https://a.1",
                          "https://1.2.3.4.5",
                          "https://[::1",
                          "https://[]",
                          "https://[fe80::1%25eth0]",
                          "https://[::1]x",
                          "https://[127.0.0.1]",
                          "https://%61.example",
                          "https://a.example/%41"}) {
    CHECK_MESSAGE(refused(url), url);
  }
  CHECK(refused(std::string_view("https://a.example\0", 18)));
  CHECK(refused("https://" + std::string(64, 'a') + ".example"));
  CHECK(refused("https://a.example/" + std::string(500, 'a')));
}

TEST_CASE("an error never shows credentials or a query") {
  for (const char* url : {"https://user:geheim@a.example", "https://a.example/?token=geheim"}) {
    const auto parsed = SiteUrl::parse(url);
    REQUIRE(!parsed.ok());
    CHECK(std::string(parsed.error().where()).find("geheim") == std::string::npos);
  }
  CHECK(std::string(SiteUrl::parse("ftp://a.example").error().where()) == "ftp://a.example");
}
