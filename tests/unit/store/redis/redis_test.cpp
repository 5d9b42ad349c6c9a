// What is special about Redis beside the rules: its address, its scripts' names, its keys, TLS.
#include <doctest/doctest.h>

#include <cstdlib>

#include "redis_server.h"
#include "store/redis/error.h"
#include "store/redis/script.h"
#include "unit/store/rules/rules.h"
#include "wire/base64url.h"

namespace usersync::test {
namespace {

Result<std::unique_ptr<Store>> open_text(const char* address, Counters& counters) {
  auto dsn = parse_dsn(address);
  if (!dsn) return dsn.error();
  return open_redis(*dsn, redis_context(counters));
}

TEST_CASE("redis: the error for an address names the part that is wrong") {
  Counters counters;
  const std::pair<const char*, const char*> wrong[] = {
      {"redis://host?colour=red", "colour"},
      {"redis://host/many", "/many"},
      {"redis://host/2?db=3", "db"},
      {"redis://host?db=-1", "db"},
      {"redis://host?replicas=x", "replicas"},
      {"redis://host?ca=/tmp/ca.pem", "ca"},
      {"rediss://host?verify=maybe", "maybe"},
      {"rediss://host?ca=/no/such/file.pem", "/no/such/file.pem"},
      {"rediss://host?cert=/tmp/a.pem", "key"},
      {"redis+cluster://host?db=1", "db"},
      {"redis+sentinel://host", ""},
      {"redis://host?sentinel_user=x", "sentinel_user"},
      {"redis://host?dead_holder=never", "never"},
  };
  for (const auto& [address, detail] : wrong) {
    const auto store = open_text(address, counters);
    REQUIRE_MESSAGE(!store.ok(), address);
    CHECK(store.error().code == Code::invalid_argument);
    CHECK(std::string(store.error().where()) == detail);
  }
}

TEST_CASE("redis: a description names user and server") {
  Counters counters;
  const std::pair<const char*, const char*> right[] = {
      {"redis://10.0.0.5", "redis 10.0.0.5:6379/0"},
      {"redis://app@10.0.0.5:7000/2", "redis app@10.0.0.5:7000/2"},
      {"redis://[::1]/", "redis [::1]:6379/0"},
      {"redis+unix:///run/redis.sock?db=4", "redis /run/redis.sock db 4"},
      {"redis+sentinel://a,b:7/main/3", "redis main by a:26379,b:7/3"},
      {"redis+cluster://a,b", "redis a:6379,b:6379"},
  };
  for (const auto& [address, description] : right) {
    const auto store = open_text(address, counters);
    REQUIRE_MESSAGE(store.ok(), address);
    CHECK((*store)->description() == description);
    CHECK_FALSE((*store)->needs_collecting());
  }
}

TEST_CASE("redis: a prefix with a brace is refused on a cluster, where it would hide the hash tag") {
  Counters counters;
  auto dsn = parse_dsn("redis+cluster://a");
  REQUIRE(dsn.ok());
  StoreConfig context = redis_context(counters);
  context.prefix = "a{b";
  CHECK(open_redis(*dsn, context).error().code == Code::invalid_argument);
}

TEST_CASE("redis: the text of the server's error reply is never passed on") {
  const Error error = redis_error("ERR unknown command 'AUTH', with args beginning with: 'app' 'hunter2'");
  CHECK(error.code == Code::unsupported);
  CHECK(described(error).find("hunter2") == std::string_view::npos);
  CHECK(error.where().empty());
}

TEST_CASE("redis: a refusal inside a script means the same as one outside, in Redis 6.2 and in Redis 7") {
  const std::pair<const char*, Code> replies[] = {
      {"ERR Error running script (call to f_ab12): @user_script:4: -OOM command not allowed when used memory",
       Code::full},
      {"ERR Error running script (call to f_ab12): @user_script:4: -READONLY You can't write against",
       Code::read_only},
      {"ERR Error running script (call to f_ab12): @user_script:4: @user_script: 4: Unknown Redis command "
       "called from Lua "
       "script",
       Code::unsupported},
      {"ERR Error running script (call to f_ab12): @user_script:4: -NOPERM this user has no permissions",
       Code::denied},
      {"ERR The user executing the script can't run this command or subcommand script: ab12, on "
       "@user_script:3.",
       Code::denied},
      {"ERR Unknown Redis command called from script script: ab12, on @user_script:1.", Code::unsupported},
      {"READONLY You can't write against a read only replica. script: ab12, on @user_script:1.",
       Code::read_only},
  };
  for (const auto& [reply, expected] : replies) CHECK_MESSAGE(redis_error(reply).code == expected, reply);
}

TEST_CASE("redis: every script has the name that the server gives it") {
  RedisServer server;
  REQUIRE(server.start().empty());
  for (const RedisScript* script : kRedisScripts) {
    CHECK(server.ask({"SCRIPT", "LOAD", std::string(script->text)}) == script->name());
  }
}

TEST_CASE("redis: a session's keys share one hash tag, contain no session id, and all have a lifetime") {
  RedisServer server;
  REQUIRE(server.start().empty());
  Counters counters;
  auto store = open_redis(server.dsn(), redis_context(counters));
  REQUIRE(store.ok());
  const RecordName name = fresh_name();
  auto acquired = (*store)->acquire(name, patient());
  REQUIRE(acquired.ok());
  REQUIRE((*store)->write(acquired->grant, view_of("data"), Seconds{100}, After::keep_lock).ok());
  const std::string base = "usersync:{" + to_base64url(name.view()) + "}:";
  for (const char* key : {"d", "l"}) {
    const int left = std::stoi(server.ask({"TTL", base + key}));
    CHECK(left > 0);
    CHECK(left <= 100);
  }
  CHECK(server.ask({"DBSIZE"}) == "2");
  (*store)->release(acquired->grant);
  REQUIRE((*store)->destroy(name, patient()).ok());
  CHECK(server.ask({"DBSIZE"}) == "1");
  CHECK(server.ask({"GET", base + "d"}).starts_with("t"));
  CHECK(std::stoi(server.ask({"TTL", base + "d"})) > 0);
}

TEST_CASE("redis: a record ends in its version, and a value without one is reported as corrupt") {
  RedisServer server;
  REQUIRE(server.start().empty());
  Counters counters;
  auto store = open_redis(server.dsn(), redis_context(counters));
  REQUIRE(store.ok());
  const RecordName name = fresh_name();
  const std::string key = "usersync:{" + to_base64url(name.view()) + "}:d";
  const std::pair<std::string, bool> values[] = {
      {"datar12345678", true}, {"r12345678", true}, {"", false},
      {"r1234567", false},     {"data", false},     {"datax12345678", false}};
  for (const auto& [value, fine] : values) {
    server.ask({"SET", key, value, "PX", "60000"});
    const auto record = (*store)->read(name);
    auto acquired = (*store)->acquire(name, at_once());
    CHECK(record.ok() == fine);
    CHECK(acquired.ok() == fine);
    if (!fine) {
      CHECK(record.error().code == Code::corrupt);
      CHECK(acquired.error().code == Code::corrupt);
      continue;
    }
    CHECK(text(*record) == value.substr(0, value.size() - 9));
    CHECK(acquired->grant.version() == 0x3132333435363738);
    (*store)->release(acquired->grant);
  }
}

// A certificate authority for the test, and certificates of a server and a client.
class Certificates {
 public:
  explicit Certificates(const std::string& directory) : directory_(directory) {
    made_ =
        shell("openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=ca") &&
        issue("server", "DNS:localhost,IP:127.0.0.1") && issue("client", "DNS:client") &&
        shell(
            "openssl req -x509 -newkey rsa:2048 -nodes -keyout other.key -out other.pem -days 2 -subj "
            "/CN=other");
  }
  bool made() const noexcept { return made_; }
  std::string at(const char* file) const { return directory_ + "/" + file; }

 private:
  bool shell(const std::string& command) const {
    return std::system(("cd '" + directory_ + "' && (" + command + ") >/dev/null 2>&1").c_str()) == 0;
  }
  bool issue(const std::string& who, const std::string& names) const {
    return shell("openssl req -newkey rsa:2048 -nodes -keyout " + who + ".key -out " + who +
                 ".csr -subj /CN=" + who + " && echo subjectAltName=" + names + " > " + who +
                 ".ext && openssl x509 -req -in " + who +
                 ".csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -out " + who + ".pem -extfile " +
                 who + ".ext");
  }
  std::string directory_;
  bool made_ = false;
};

TEST_CASE("redis: TLS checks the server's name or address, and sends the client's certificate") {
  RedisServer server;
  REQUIRE(server.start().empty());  // its directory
  const Certificates files(server.directory());
  REQUIRE(files.made());
  server.stop();
  const int port = free_port();
  const std::string trouble =
      server.start({"--tls-port", std::to_string(port), "--tls-cert-file", files.at("server.pem"),
                    "--tls-key-file", files.at("server.key"), "--tls-ca-cert-file", files.at("ca.pem")});
  REQUIRE_MESSAGE(trouble.empty(), trouble);

  Counters counters;
  const std::string place = ":" + std::to_string(port),
                    client = "&cert=" + files.at("client.pem") + "&key=" + files.at("client.key");
  const auto read = [&](const std::string& address) {
    auto store = open_text(address.c_str(), counters);
    REQUIRE_MESSAGE(store.ok(), (store.ok() ? "" : described(store.error())));
    const auto record = (*store)->read(fresh_name());
    return record ? Code::ok : record.error().code;
  };
  const std::string ours = "?ca=" + files.at("ca.pem");
  CHECK(read("rediss://localhost" + place + ours + client) == Code::ok);
  CHECK(read("rediss://127.0.0.1" + place + ours + client) == Code::ok);
  CHECK(read("rediss://localhost" + place + "?ca=" + files.at("other.pem") + client) == Code::denied);
  CHECK(read("rediss://127.0.0.2" + place + ours + client) == Code::denied);  // not in the certificate
  CHECK(read("rediss://127.0.0.2" + place + "?verify=off" + client) == Code::ok);
  CHECK(read("rediss://localhost" + place + ours) == Code::unavailable);  // no certificate of a client
  CHECK(read("redis://localhost" + place) == Code::unavailable);          // in clear

  auto store = open_text(("rediss://localhost" + place + ours + client).c_str(), counters);
  REQUIRE(store.ok());
  const RecordName name = fresh_name();
  const std::string large(3u << 20, 'z');
  auto acquired = (*store)->acquire(name, patient());
  REQUIRE(acquired.ok());
  REQUIRE((*store)->write(acquired->grant, view_of(large), kLong, After::release).ok());
  CHECK(text(*(*store)->read(name)) == large);
}

}  // namespace
}  // namespace usersync::test
