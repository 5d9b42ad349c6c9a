#include "sync/network/return_url.h"

#include <doctest/doctest.h>

using namespace usersync;

namespace {

std::string safe(std::string_view url) {
  static constexpr std::string_view kAllowed[] = {"https://a.example", "http://localhost:8080"};
  const auto answer = return_url(url, "/home", kAllowed);
  REQUIRE(answer.ok());
  return *answer;
}

}  // namespace

TEST_CASE("a path of this site is where the browser goes") {
  for (const char* url :
       {"/", "/a/b.php?x=1&y=%20#top", "/a//b", "/?next=//evil.example", "/?next=https://evil.example",
        "/#//evil.example", "/.well-known/x", "/...", "/a.b/..c", "/@evil.example", "/:80"}) {
    CHECK(safe(url) == url);
  }
}

TEST_CASE("an absolute url goes where it was allowed, and its origin is made canonical") {
  CHECK(safe("https://a.example/x?y#z") == "https://a.example/x?y#z");
  CHECK(safe("HTTPS://A.example:443/X") == "https://a.example/X");
  CHECK(safe("https://a.example") == "https://a.example/");
  CHECK(safe("https://a.example?x=1") == "https://a.example/?x=1");
  CHECK(safe("http://localhost:8080/x") == "http://localhost:8080/x");
}

TEST_CASE("every trick of an open redirect ends at home") {
  for (const char* url : {"",
                          " ",
                          "x",
                          "x/y",
                          "?x",
                          "#x",
                          "//evil.example",
                          "///evil.example",
                          "////evil.example",
                          "/\\evil.example",
                          "\\/evil.example",
                          "\\\\evil.example",
                          "/\t/evil.example",
                          "/\n/evil.example",
                          "\t//evil.example",
                          " /x",
                          "/x ",
                          "/x\r\nSet-Cookie: a=b",
                          "/\x7f",
                          "/./x",
                          "/..//evil.example",
                          "/.//evil.example",
                          "/x/../y",
                          "/%2e%2e//evil.example",
                          "/%2E/x",
                          "/x/%2e.",
                          "javascript:alert(1)",
                          "data:text/html,x",
                          "https:evil.example",
                          "https:/evil.example",
                          "https:///evil.example",
                          "https://evil.example",
                          "https://a.example.evil.example",
                          "https://a.example@evil.example",
                          "https://a.example:pw@evil.example",
                          "https://evil.example/https://a.example",
                          "https://evil.example#https://a.example",
                          "http://a.example",
                          "https://a.example:444",
                          "https://a.example:80/",
                          "http://localhost",
                          "https://localhost:8080",
                          "ftp://a.example",
                          "https://a.example\\.evil.example",
                          "https://a.example\\@evil.example",
                          "https://a.example%2f@evil",
                          "https://a.example./",
                          "https://a.example/..//x",
                          "/\xc3\xa9",
                          "//a.example/x",
                          "http://[::1]:8080/"}) {
    CHECK_MESSAGE(safe(url) == "/home", url);
  }
  CHECK(safe(std::string_view("/x\0y", 4)) == "/home");
  CHECK(safe("/" + std::string(2048, 'x')) == "/home");
  CHECK(safe("/" + std::string(2047, 'x')) != "/home");
}

TEST_CASE("an allowed origin is an origin") {
  for (const std::string_view origin :
       {"", "*", "a.example", "https://a.example/", "https://a.example/x", "http://a.example"}) {
    const auto answer = return_url("/", "/", {&origin, 1});
    REQUIRE_MESSAGE(!answer.ok(), origin);
    CHECK(answer.error().code == Code::invalid_argument);
  }
}
