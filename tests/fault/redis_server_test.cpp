// A Redis server in trouble, or one with fewer commands: each is an error in bounded time. Nothing that the
// server still has is lost, and nothing stale is written.
#include <filesystem>

#include "redis_line.h"

namespace usersync::test {
namespace {

TEST_CASE("redis: a server that is not there is an error at once, with its address") {
  Line line;
  const RecordName name = fresh_name();
  line.server().stop();
  const auto store = line.open_directly();
  const auto acquired = store->acquire(name, patient());
  REQUIRE_FALSE(acquired.ok());
  CHECK(acquired.error().code == Code::unavailable);
  CHECK(std::string(acquired.error().where()).find(line.server().socket()) != std::string::npos);
}

TEST_CASE("redis: a server that goes down between read and write is an error in bounded time") {
  Line line;
  Held held(line.open_directly(), fresh_name());
  line.server().stop();
  const Millis lasted = lasting([&] {
    CHECK(held.write("data") == Code::unavailable);
    held.release();
  });
  CHECK(lasted < 3 * Line::kTimeout);
}

TEST_CASE("redis: a frozen server costs usersync.timeout, and keeps what it had") {
  Line line;
  const RecordName name = fresh_name(), other = fresh_name();
  line.put(name, "old");
  Held held(line.open_directly(), name);
  line.server().freeze();
  const Millis lasted = lasting([&] {
    CHECK(held.write("new") == Code::timed_out);
    held.release();
    CHECK(code(held.store->acquire(other, patient())) == Code::timed_out);
  });
  CHECK(lasted < 5 * Line::kTimeout);
  line.server().thaw();
  // What the kernel had taken for the server may be carried out late: one or the other, and the lock is free.
  const auto again = line.open_directly();
  auto later = again->acquire(name, waiting(Seconds{2}));
  REQUIRE(later.ok());
  CHECK((text(later->record) == "old" || text(later->record) == "new"));
  CHECK(code(again->acquire(other, waiting(Seconds{2}))) == Code::ok);
}

TEST_CASE("redis: a server restarted empty starts sessions anew, without a stale write") {
  Line line;
  const RecordName name = fresh_name();
  line.put(name, "old");
  Held held(line.open_directly(), name);
  line.server().stop();
  REQUIRE(line.server().start().empty());
  CHECK(held.write("stale") == Code::conflict);
  CHECK(line.held(name) == "(absent)");
  held.release();
  auto fresh = held.store->acquire(name, patient());
  REQUIRE(fresh.ok());
  CHECK(code(held.store->write(fresh->grant, view_of("new"), kLong, After::release)) == Code::ok);
  CHECK(line.held(name) == "new");
}

TEST_CASE("redis: SCRIPT FLUSH at any moment changes no result") {
  Line line;
  const auto store = line.open();
  const RecordName name = fresh_name();
  const auto flush = [&] { line.server().ask({"SCRIPT", "FLUSH"}); };
  auto acquired = store->acquire(name, patient());
  REQUIRE(acquired.ok());
  flush();
  CHECK(code(store->write(acquired->grant, view_of("one"), kLong, After::keep_lock)) == Code::ok);
  flush();
  CHECK(code(store->touch(acquired->grant, view_of("one"), kLong, After::keep_lock)) == Code::ok);
  flush();
  CHECK(code(store->renew(acquired->grant, patient())) == Code::ok);
  flush();
  store->release(acquired->grant);  // fails, and is repeated with the next command
  CHECK(code(store->read(fresh_name())) == Code::ok);
  auto again = store->acquire(name, at_once());
  REQUIRE(again.ok());
  flush();
  const auto other = line.open();
  flush();
  CHECK(code(other->acquire(name, waiting(Millis{300}))) == Code::lock_timeout);
  flush();
  CHECK(code(other->destroy(name, patient())) == Code::ok);
  CHECK(line.held(name) == "(absent)");
}

TEST_CASE("redis: a waiter survives SCRIPT FLUSH") {
  Line line;
  const RecordName name = fresh_name();
  Held held = line.hold(name);
  Child waiter = line.waiter(name, "handed on");
  REQUIRE(blocked(line.server(), 1));
  line.server().ask({"SCRIPT", "FLUSH"});
  REQUIRE(held.write("handed on") == Code::ok);
  CHECK(waiter.result() == 0);
}

TEST_CASE(
    "redis: a server out of memory refuses a write and keeps the old session, but allows release and "
    "destroy") {
  Line line;
  const RecordName name = fresh_name();
  line.put(name, "old");
  Held held(line.open_directly(), name);
  line.server().ask({"CONFIG", "SET", "maxmemory", "1"});
  CHECK(held.write("new") == Code::full);
  CHECK(line.held(name) == "old");
  held.release();
  CHECK(code(held.store->acquire(name, at_once())) == Code::full);
  CHECK(code(held.store->destroy(name, patient())) == Code::ok);
  CHECK(line.held(name) == "(absent)");
  line.server().ask({"CONFIG", "SET", "maxmemory", "0"});
  auto later = held.store->acquire(name, at_once());
  REQUIRE(later.ok());
  CHECK(later->grant.version() != 0);
}

TEST_CASE("redis: LOADING, BUSY and too many clients are named in the error") {
  Line line;
  for (const auto& [lie, expected] :
       {std::pair{"-LOADING Redis is loading the dataset in memory\r\n", "loading"},
        std::pair{"-BUSY Redis is busy running a script.\r\n", "busy"}}) {
    const auto store = line.open();
    REQUIRE(code(store->read(fresh_name())) == Code::ok);
    line.proxy().answer("NX", std::string(lie) + lie + lie + lie);
    const auto acquired = store->acquire(fresh_name(), patient());
    REQUIRE_FALSE(acquired.ok());
    CHECK(acquired.error().code == Code::unavailable);
    CHECK(described(acquired.error()).find(expected) != std::string::npos);
  }
  line.server().ask({"CONFIG", "SET", "maxclients", "1"});
  const auto first = line.open_directly();
  REQUIRE(eventually([&] { return first->read(fresh_name()).ok(); }));  // when the earlier clients have gone
  for (int i = 0; i < 20; ++i) {  // the server hangs up at once: before or after the first command arrives
    const auto refused = line.open_directly()->read(fresh_name());
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == Code::unavailable);
    CHECK(described(refused.error()).find("maxclients") != std::string::npos);
  }
}

TEST_CASE("redis: a write to a replica fails with read_only") {
  Line line;
  Held held(line.open_directly(), fresh_name());
  line.server().ask({"REPLICAOF", "127.0.0.1", "1"});
  CHECK(held.write("data") == Code::read_only);
}

TEST_CASE("redis: a worker leaves a server that became a replica once its address leads to the new primary") {
  RedisServer before, after;
  REQUIRE(before.start().empty());
  REQUIRE(after.start().empty());
  Dsn dsn = before.dsn();
  dsn.path = before.directory() + "/current.sock";
  const auto point_to = [&](const RedisServer& server) {
    std::filesystem::remove(dsn.path);
    std::filesystem::create_symlink(server.socket(), dsn.path);
  };
  point_to(before);
  Counters counters;
  const auto store = open_at(dsn, counters, Line::kTimeout);
  const RecordName name = fresh_name();
  put(*store, name, "before");
  REQUIRE(before.ask({"REPLICAOF", "127.0.0.1", "1"}) == "OK");
  CHECK(code(store->acquire(name, patient())) == Code::read_only);
  point_to(after);
  put(*store, name, "after");
  CHECK(get(*store, name) == "after");
}

TEST_CASE("redis: a command that a script is refused is named as refused, not as a lost record") {
  const RecordName name = fresh_name();
  Line missing({"--rename-command", "RENAME", ""});
  CHECK(missing.hold(name).write("data") == Code::unsupported);
  Line denied({"--user", "app", "on", ">pass", "~usersync:*", "+@all", "-rename"});
  Dsn dsn = denied.server().dsn();
  dsn.user = "app";
  dsn.password = "pass";
  Held held(open_at(dsn, denied.counters(), Line::kTimeout), name);
  CHECK(held.write("data") == Code::denied);
  held.release();
  CHECK(code(denied.open_directly()->acquire(name, waiting(Seconds{2}))) == Code::ok);
}

TEST_CASE("redis: a wrong or missing password is denied, and never repeated in the error") {
  Line line({"--requirepass", "right"});
  Counters counters;
  StoreConfig context = redis_context(counters);
  Dsn dsn = line.server().dsn();
  for (const char* password : {"", "hunter2"}) {
    dsn.password = password;
    auto store = open_redis(dsn, context);
    REQUIRE(store.ok());
    const auto record = (*store)->read(fresh_name());
    REQUIRE_FALSE(record.ok());
    CHECK(record.error().code == Code::denied);
    CHECK(std::string(record.error().where()).find("hunter2") == std::string::npos);
    CHECK((*store)->description().find("hunter2") == std::string_view::npos);
  }
  dsn.password = "right";
  auto store = open_redis(dsn, context);
  REQUIRE(store.ok());
  CHECK(code((*store)->read(fresh_name())) == Code::ok);
}

TEST_CASE("redis: an ACL user with the documented rights works, in the database that the address names") {
  Line line({"--user",  "app",       "on",     ">pass",    "~usersync:*",
             "-@all",   "+select",   "+get",   "+set",     "+del",
             "+exists", "+getrange", "+pttl",  "+pexpire", "+rename",
             "+zadd",   "+zrem",     "+zcard", "+zscore",  "+zremrangebyscore",
             "+rpush",  "+blpop",    "+time",  "+evalsha", "+script|load"});
  Counters counters;
  StoreConfig context = redis_context(counters);
  Dsn dsn = line.server().dsn();
  dsn.user = "app";
  dsn.password = "pass";
  dsn.params = {{"db", "3"}};
  auto store = open_redis(dsn, context);
  REQUIRE(store.ok());
  const RecordName name = fresh_name();
  auto acquired = (*store)->acquire(name, patient());
  REQUIRE(acquired.ok());
  REQUIRE(code((*store)->write(acquired->grant, view_of("data"), kLong, After::release)) == Code::ok);
  CHECK(line.held(name) == "(absent)");  // not in database 0
  CHECK(text(*(*store)->read(name)) == "data");
  CHECK((*store)->notes().empty());
  auto again = (*store)->acquire(name, patient());
  REQUIRE(again.ok());
  auto waiting_store = open_redis(dsn, context);
  CHECK(code((*waiting_store)->acquire(name, waiting(Millis{200}))) == Code::lock_timeout);
  CHECK(code((*store)->touch(again->grant, view_of("data"), kLong, After::keep_lock)) == Code::ok);
  CHECK(code((*store)->renew(again->grant, patient())) == Code::ok);
  (*store)->release(again->grant);
  CHECK(code((*store)->consume_nonce(fresh_nonce(), Seconds{60})) == Code::ok);
  CHECK(code((*store)->destroy(name, patient())) == Code::ok);
  dsn.params = {{"db", "99"}};
  auto beyond = open_redis(dsn, context);
  CHECK(code((*beyond)->read(name)) == Code::invalid_argument);
}

TEST_CASE("redis: without BLPOP waiters poll and get the lock, and a note tells the operator") {
  Line line({"--rename-command", "BLPOP", ""});
  const RecordName name = fresh_name();
  Held held = line.hold(name);
  Child waiter([&] {
    const auto store = line.open_directly();
    auto acquired = store->acquire(name, patient());
    return acquired && text(acquired->record) == "handed on" && store->notes().size() == 1 ? 0 : 1;
  });
  REQUIRE(eventually([&] { return line.server().ask({"KEYS", "*:q"}) != ""; }));
  REQUIRE(held.write("handed on") == Code::ok);
  CHECK(waiter.result() == 0);
}

TEST_CASE("redis: without SCRIPT the scripts are loaded by EVAL") {
  Line line({"--rename-command", "SCRIPT", ""});
  const auto store = line.open_directly();
  const RecordName name = fresh_name();
  auto acquired = store->acquire(name, patient());
  REQUIRE(acquired.ok());
  CHECK(code(store->write(acquired->grant, view_of("data"), kLong, After::release)) == Code::ok);
  CHECK(line.held(name) == "data");
}

TEST_CASE("redis: without EVAL the first acquire fails, and the error names EVAL") {
  Line line(
      {"--rename-command", "SCRIPT", "", "--rename-command", "EVALSHA", "", "--rename-command", "EVAL", ""});
  const auto store = line.open_directly();
  const auto acquired = store->acquire(fresh_name(), patient());
  REQUIRE_FALSE(acquired.ok());
  CHECK(acquired.error().code == Code::unsupported);
  CHECK(described(acquired.error()).find("EVAL") != std::string::npos);
}

TEST_CASE("redis: a policy that evicts locks is a note for the operator") {
  Line line({"--maxmemory-policy", "allkeys-lru"});
  const auto store = line.open_directly();
  CHECK(store->notes().empty());  // not asked yet
  REQUIRE(code(store->read(fresh_name())) == Code::ok);
  REQUIRE(store->notes().size() == 1);
  CHECK(store->notes()[0].find("allkeys-lru") != std::string::npos);
}

TEST_CASE("redis: a write that too few replicas confirm is an error, and still the newest version") {
  Line line;
  Counters counters;
  StoreConfig context = redis_context(counters);
  context.timeout = Millis{600};
  Dsn dsn = line.server().dsn();
  dsn.params = {{"replicas", "1"}};
  auto store = open_redis(dsn, context);
  REQUIRE(store.ok());
  const RecordName name = fresh_name();
  auto acquired = (*store)->acquire(name, patient());
  REQUIRE(acquired.ok());
  CHECK(code((*store)->write(acquired->grant, view_of("data"), kLong, After::keep_lock)) ==
        Code::unavailable);
  CHECK(line.held(name) == "data");
}

}  // namespace
}  // namespace usersync::test
