#include "store/address/dsn.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "unit/store/directory.h"

namespace usersync::test {
namespace {

Dsn parsed(std::string_view text) {
  auto dsn = parse_dsn(text);
  if (!dsn) FAIL(text << ": " << described(dsn.error()));
  return *dsn;
}

std::string refusal(std::string_view text) {
  const auto dsn = parse_dsn(text);
  REQUIRE_MESSAGE(!dsn.ok(), text);
  CHECK(dsn.error().code == Code::invalid_argument);
  return id_of(dsn.error().message) + " | " + std::string(dsn.error().where()) + " | " +
         described(dsn.error());
}

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

std::string file(const Directory& directory, std::string_view content, mode_t mode) {
  const std::string path = directory.path() + "/password";
  std::ofstream(path) << content;
  chmod(path.c_str(), mode);
  return path;
}

Code resolved(const std::string& parameter, std::string& password) {
  Dsn dsn = parsed("redis://host?" + parameter);
  const Status status = resolve_password(dsn);
  password = dsn.password;
  if (status.ok()) CHECK(dsn.params.empty());
  return status.ok() ? Code::ok : status.error().code;
}

}  // namespace

TEST_CASE("an sqlite address is its scheme, alone or with an absolute directory") {
  for (const char* text : {"sqlite", "sqlite:"}) CHECK(parsed(text).path.empty());
  for (const char* text : {"sqlite:/var/lib/x", "sqlite:///var/lib/x"})
    CHECK(parsed(text).path == "/var/lib/x");
  CHECK(parsed("sqlite:/a%20b%2Fc").path == "/a b/c");
  refusal("sqlite:relative");
  refusal("sqlite://host/directory");
}

TEST_CASE("a network address has a user, a host, a port, a path and parameters") {
  const Dsn dsn = parsed("redis://app@cache.example:6380/2?replicas=1&name=a%26b");
  CHECK(dsn.scheme == "redis");
  CHECK(dsn.user == "app");
  CHECK(dsn.endpoints == std::vector<Endpoint>{{"cache.example", 6380}});
  CHECK(dsn.path == "/2");
  CHECK(dsn.param("replicas") == "1");
  CHECK(dsn.param("name") == "a&b");
  CHECK(dsn.param("absent").empty());
  CHECK(parsed("mysql://db").endpoints == std::vector<Endpoint>{{"db", 0}});
}

TEST_CASE("an IPv6 host stands in brackets") {
  CHECK(parsed("redis://[::1]").endpoints == std::vector<Endpoint>{{"::1", 0}});
  CHECK(parsed("rediss://u@[fe80::1%25eth0]:7000/1").endpoints ==
        std::vector<Endpoint>{{"fe80::1%eth0", 7000}});
  CHECK(contains(refusal("redis://::1:6379"), "ipv6"));
  refusal("redis://[::1");
  refusal("redis://[::1]6379");
}

TEST_CASE("a sentinel or cluster address has several hosts, the others one") {
  const Dsn dsn = parsed("redis+sentinel://one,two:26380,[::1]:3/master");
  CHECK(dsn.endpoints == std::vector<Endpoint>{{"one", 0}, {"two", 26380}, {"::1", 3}});
  CHECK(dsn.path == "/master");
  CHECK(parsed("redis+cluster://a,b").endpoints.size() == 2);
  refusal("redis://one,two");
  refusal("redis+cluster://one,,two");
}

TEST_CASE("a socket's address has a path and no host") {
  CHECK(parsed("redis+unix:///run/redis.sock?db=1").path == "/run/redis.sock");
  CHECK(parsed("mysql+unix:///run/mysqld.sock?database=wp&user=x").param("database") == "wp");
  CHECK(parsed("wp-options+mysql+unix:///run/my.sock").scheme == "wp-options+mysql+unix");
  refusal("redis+unix://host/path");
  refusal("redis+unix://");
}

TEST_CASE("an unknown scheme is refused by its name") {
  CHECK(contains(refusal("memcached://host"), "memcached"));
  refusal("");
  refusal("/var/lib/php/sessions");
  refusal("redis");
  refusal("redis:host");
}

TEST_CASE("a scheme tells a store from a directory") {
  CHECK(looks_like_dsn("sqlite:/x"));
  CHECK(looks_like_dsn("memcached://x"));
  CHECK_FALSE(looks_like_dsn("/var/lib/php/sessions"));
  CHECK_FALSE(looks_like_dsn("2;0600;/tmp"));
  CHECK_FALSE(looks_like_dsn("C:\\sessions"));
  CHECK_FALSE(looks_like_dsn("/odd:name"));
  CHECK_FALSE(looks_like_dsn(""));
}

TEST_CASE("a password in the text is refused, without being repeated, and both other ways are named") {
  for (const char* text :
       {"redis://u:hunter2@host", "redis://:hunter2@host", "mysql://h?password=hunter2",
        "redis://h?auth=hunter2", "redis+unix://u:hunter2@/path", "redis://u:hunter%40@h"}) {
    CAPTURE(text);
    const std::string why = refusal(text);
    CHECK(contains(why, "?password_file="));
    CHECK(contains(why, "?password_env="));
    CHECK_FALSE(contains(why, "hunter"));
  }
}

TEST_CASE("a malformed address is refused by what is wrong with it") {
  CHECK(contains(refusal("redis://h?a=1&a=2"), "twice | a"));
  CHECK(contains(refusal("redis://h?flag"), "form | flag"));
  for (const char* port : {"0", "65536", "x", "", "1x", "-1", "99999999999999999999"}) {
    CHECK(contains(refusal(std::string("redis://h:") + port), "port"));
  }
  for (const char* text : {"redis://h/%", "redis://h/%4", "redis://h/%zz", "redis://h/%00", "redis://h/a\nb",
                           "redis://", "redis:///0", "redis://h#f", "redis://u@"}) {
    CAPTURE(text);
    refusal(text);
  }
}

TEST_CASE("no message shows what may be a part of a password") {
  for (const char* address :
       {"mysql://root:secret", "redis://:secret", "mysql://root:secret/word@host/db",
        "redis://root:12/secret@host", "redis://root:se:cret", "mysql://root:secret,host"}) {
    CAPTURE(address);
    CHECK_FALSE(contains(refusal(address), "secret"));
    CHECK_FALSE(contains(refusal(address), "word@"));
  }
  CHECK(contains(refusal("mysql://root:secret/word@host/db"), "password"));
  CHECK(contains(refusal("redis://h:70000"), "70000"));
}

TEST_CASE("a port at either end of its range is taken") {
  CHECK(parsed("redis://h:1").endpoints[0].port == 1);
  CHECK(parsed("redis://h:65535").endpoints[0].port == 65535);
}

TEST_CASE("every prefix of an address is parsed or refused, never more") {
  const std::string whole = "rediss+sentinel://us%20er@[::1]:1,b:2/ma%20ster?a=%31&password_env=X";
  for (std::size_t length = 0; length <= whole.size(); ++length) {
    const auto dsn = parse_dsn(std::string_view(whole).substr(0, length));
    if (!dsn) CHECK(dsn.error().code == Code::invalid_argument);
  }
  CHECK(parse_dsn(whole).ok());
}

TEST_CASE("a password file gives its one line, without the line's end") {
  const Directory directory;
  std::string password;
  for (const char* content : {"s3cret", "s3cret\n", "s3cret\r\n"}) {
    CHECK(resolved("password_file=" + file(directory, content, 0600), password) == Code::ok);
    CHECK(password == "s3cret");
  }
  for (const mode_t mode : {0400, 0440, 0640}) {
    CHECK(resolved("password_file=" + file(directory, "x", mode), password) == Code::ok);
  }
}

TEST_CASE("a password file that others can read, or that the group can write, is refused") {
  const Directory directory;
  std::string password;
  for (const mode_t mode : {0604, 0644, 0660, 0601}) {
    CHECK(resolved("password_file=" + file(directory, "x", mode), password) == Code::unsafe_file);
    CHECK(password.empty());
  }
}

TEST_CASE(
    "a password file that is not a plain file, empty, of several lines, too long or missing is refused") {
  const Directory directory;
  const std::string target = file(directory, "x", 0600), link = directory.path() + "/link",
                    pipe = directory.path() + "/pipe";
  REQUIRE(symlink(target.c_str(), link.c_str()) == 0);
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  std::string password;
  CHECK(resolved("password_file=" + link, password) == Code::unsafe_file);
  CHECK(resolved("password_file=" + pipe, password) == Code::unsafe_file);
  CHECK(resolved("password_file=" + directory.path(), password) == Code::unsafe_file);
  CHECK(resolved("password_file=" + directory.path() + "/none", password) == Code::unavailable);
  CHECK(resolved("password_file=" + file(directory, "", 0600), password) == Code::invalid_argument);
  CHECK(resolved("password_file=" + file(directory, "a\nb\n", 0600), password) == Code::invalid_argument);
  CHECK(resolved("password_file=" + file(directory, std::string(5000, 'x'), 0600), password) ==
        Code::invalid_argument);
}

TEST_CASE("a password of the environment is taken, a missing one refused, and two sources are one too many") {
  setenv("USERSYNC_TEST_PASSWORD", "from outside", 1);
  std::string password;
  CHECK(resolved("password_env=USERSYNC_TEST_PASSWORD", password) == Code::ok);
  CHECK(password == "from outside");
  unsetenv("USERSYNC_TEST_PASSWORD");
  CHECK(resolved("password_env=USERSYNC_TEST_PASSWORD", password) == Code::unavailable);
  CHECK(resolved("password_env=A&password_file=/b", password) == Code::invalid_argument);
}

}  // namespace usersync::test
