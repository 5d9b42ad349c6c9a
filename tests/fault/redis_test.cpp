// What may go wrong between a worker and its Redis server: each in bounded time, with nothing lost that the
// server still holds, and nothing stale written.
#include <doctest/doctest.h>

#include "proxy.h"
#include "unit/store/redis/redis_server.h"
#include "unit/store/rules/rules.h"

namespace usersync::test {
namespace {

constexpr Millis kTimeout{1000};

// A server, and a worker that reaches it through the proxy.
class Line {
 public:
  explicit Line(const std::vector<std::string>& options = {}) {
    const std::string trouble = server_.start(options);
    REQUIRE_MESSAGE(trouble.empty(), trouble);
    proxy_ = std::make_unique<Proxy>(server_.directory() + "/proxy.sock", server_.socket());
  }

  RedisServer& server() noexcept { return server_; }
  Proxy& proxy() noexcept { return *proxy_; }
  Counters& counters() noexcept { return counters_; }

  std::unique_ptr<Store> open() { return open_at(proxy_->path()); }
  std::unique_ptr<Store> open_directly() { return open_at(server_.socket()); }

  // A worker that is not on this line: what the server really holds.
  std::string held(const RecordName& name) {
    const auto record = open_directly()->read(name);
    return record ? text(*record) : "(failed)";
  }
  void put(const RecordName& name, std::string_view data) {
    const auto store = open_directly();
    auto acquired = store->acquire(name, patient());
    REQUIRE(acquired.ok());
    REQUIRE(store->write(acquired->grant, view_of(data), kLong, After::release).ok());
  }

 private:
  std::unique_ptr<Store> open_at(const std::string& path) {
    Dsn dsn = server_.dsn();
    dsn.path = path;
    StoreConfig context = redis_context(counters_);
    context.timeout = kTimeout;
    auto store = open_redis(dsn, context);
    REQUIRE(store.ok());
    return std::move(*store);
  }

  RedisServer server_;
  Counters counters_;
  std::unique_ptr<Proxy> proxy_;
};

Code code(const Status& status) { return status.ok() ? Code::ok : status.error().code; }
template <class T>
Code code(const Result<T>& result) {
  return result.ok() ? Code::ok : result.error().code;
}

Millis lasting(const std::function<void()>& step) {
  const Millis started = system_clock().monotonic();
  step();
  return system_clock().monotonic() - started;
}

// --- round trips, counted on the wire

TEST_CASE("redis: a changed request costs two trips, and the first on a new connection no more") {
  Line line;
  const auto store = line.open();
  for (int round = 0; round < 3; ++round) {
    line.proxy().reset();
    const RecordName name = fresh_name();
    auto acquired = store->acquire(name, patient());
    REQUIRE(acquired.ok());
    REQUIRE(code(store->write(acquired->grant, view_of("data"), kLong, After::release)) == Code::ok);
    store->release(acquired->grant);
    CHECK(line.proxy().trips() == 2);
    CHECK(line.proxy().connections() == (round == 0 ? 1 : 0));
  }
}

TEST_CASE("redis: an unchanged request waits for one trip, and the next one for no answer to its release") {
  Line line;
  const auto store = line.open();
  const RecordName name = fresh_name();
  line.put(name, "data");
  REQUIRE(code(store->read(fresh_name())) == Code::ok);
  line.proxy().reset();
  auto acquired = store->acquire(name, patient());
  REQUIRE(acquired.ok());
  CHECK(line.proxy().trips() == 1);
  store->release(acquired->grant);
  auto again = store->acquire(name, at_once());  // the release was heard first
  CHECK(again.ok());
  CHECK(line.proxy().trips() <= 3);
}

TEST_CASE("redis: read_and_close costs one trip and takes no lock") {
  Line line;
  const auto store = line.open();
  const RecordName name = fresh_name();
  line.put(name, "data");
  const auto other = line.open_directly();
  const auto held = other->acquire(name, patient());
  REQUIRE(held.ok());
  line.proxy().reset();
  const auto record = store->read(name);
  REQUIRE(record.ok());
  CHECK(text(*record) == "data");
  CHECK(line.proxy().trips() == 1);
}

// Stores a record that is tied to another name.
void put_tied(Store& store, const RecordName& name, const RecordName& parent) {
  auto acquired = store.acquire(name, patient());
  REQUIRE(acquired.ok());
  acquired->grant.set_parent(parent);
  REQUIRE(code(store.write(acquired->grant, view_of("tied"), kLong, After::release)) == Code::ok);
}

TEST_CASE("redis: once a worker has met a parent, the next is followed in the same trip") {
  Line line;
  const auto store = line.open();
  const RecordName name = fresh_name(), login = fresh_name();
  line.put(login, "login");
  put_tied(*store, name, login);
  const auto trips = [&](const std::function<void()>& step) {
    line.proxy().reset();
    step();
    return line.proxy().trips();
  };
  const auto read = [&] { CHECK(text(*store->read(name)) == "tied"); };
  CHECK(trips(read) == 2);
  CHECK(trips(read) == 1);
  CHECK(trips([&] {
          auto acquired = store->acquire(name, patient());
          REQUIRE(acquired.ok());
          REQUIRE(code(store->write(acquired->grant, view_of("tied"), kLong, After::release)) == Code::ok);
        }) == 2);
  for (int i = 0; i < 40; ++i) CHECK(trips([&] { (void)store->read(login); }) == 1);
  CHECK(trips(read) == 2);  // not looked for among records without one
  REQUIRE(code(line.open_directly()->destroy(login, patient())) == Code::ok);
  const auto gone = [&] { CHECK_FALSE(store->read(name)->has_value()); };
  CHECK(trips(gone) == 1);
}

TEST_CASE("redis: a script that finds nothing where the leash should be is not believed") {
  // As behind a proxy that keeps it on another server.
  Line line;
  const auto store = line.open();
  const RecordName name = fresh_name(), login = fresh_name();
  put_tied(*store, name, login);
  CHECK(text(*store->read(name)) == "tied");
  line.proxy().reset();
  CHECK(text(*store->read(name)) == "tied");
  CHECK(line.proxy().trips() == 2);
}

TEST_CASE("redis: a thousand names are destroyed in two trips") {
  Line line;
  const auto store = line.open();
  std::vector<RecordName> names(1000);
  for (RecordName& name : names) name = fresh_name();
  line.put(names[0], "first");
  line.put(names[999], "last");
  REQUIRE(code(store->read(names[0])) == Code::ok);
  line.proxy().reset();
  REQUIRE(code(store->destroy_all(names, patient())) == Code::ok);
  CHECK(line.proxy().trips() == 2);
  CHECK(line.server().ask({"DBSIZE"}) == "1000");
  CHECK(line.held(names[0]) == "(absent)");
  CHECK(line.held(names[999]) == "(absent)");
}

TEST_CASE("redis: many names are destroyed although the scripts were flushed, or the connection was cut") {
  Line line;
  const auto store = line.open();
  std::vector<RecordName> names(20);
  for (RecordName& name : names) name = fresh_name();
  line.put(names[19], "last");
  line.server().ask({"SCRIPT", "FLUSH"});
  REQUIRE(code(store->destroy_all(names, patient())) == Code::ok);
  CHECK(line.held(names[19]) == "(absent)");
  line.server().ask({"FLUSHDB"});
  line.proxy().cut_before_client("EVALSHA");
  REQUIRE(code(store->destroy_all(names, patient())) == Code::ok);
  CHECK(line.server().ask({"DBSIZE"}) == "20");
}

TEST_CASE("redis: 16 MiB come back byte for byte, also through a proxy that delays") {
  Line line;
  line.proxy().delay(1);
  const auto store = line.open();
  const RecordName name = fresh_name();
  std::string large(16u << 20, 'x');
  for (std::size_t i = 0; i < large.size(); i += 997) large[i] = static_cast<char>(i);
  auto acquired = store->acquire(name, patient());
  REQUIRE(acquired.ok());
  REQUIRE(code(store->write(acquired->grant, view_of(large), kLong, After::release)) == Code::ok);
  const auto record = store->read(name);
  REQUIRE(record.ok());
  CHECK(text(*record) == large);
}

// --- cut connections

TEST_CASE("redis: a connection cut before the server hears an acquire is replaced unseen") {
  Line line;
  const auto store = line.open();
  const RecordName name = fresh_name();
  line.put(name, "data");
  REQUIRE(code(store->read(name)) == Code::ok);
  line.proxy().cut_before_server("NX");
  auto acquired = store->acquire(name, patient());
  REQUIRE(acquired.ok());
  CHECK(text(acquired->record) == "data");
  CHECK(line.counters().reconnects == 1);
  CHECK(line.proxy().obeyed());
}

TEST_CASE("redis: a lock whose answer was cut off is still ours under the same token") {
  Line line;
  const auto store = line.open();
  const RecordName name = fresh_name();
  line.put(name, "data");
  line.proxy().cut_before_client("NX");
  auto acquired = store->acquire(name, patient());
  REQUIRE(acquired.ok());
  CHECK(text(acquired->record) == "data");
  CHECK(code(store->write(acquired->grant, view_of("more"), kLong, After::release)) == Code::ok);
  CHECK(line.held(name) == "more");
}

TEST_CASE("redis: rule W7: a commit whose answer was lost is settled by its version") {
  Line line;
  const auto store = line.open();
  const RecordName name = fresh_name();
  auto acquired = store->acquire(name, patient());
  REQUIRE(acquired.ok());
  for (const After after : {After::keep_lock, After::release}) {
    line.proxy().cut_before_client(":n:");
    CHECK(code(store->write(acquired->grant, view_of("once"), kLong, after)) == Code::ok);
    CHECK(line.proxy().obeyed());
    CHECK(line.held(name) == "once");
  }
  CHECK(code(line.open_directly()->acquire(name, at_once())) == Code::ok);  // the lock went with it
}

TEST_CASE("redis: a commit the server never heard is said again") {
  Line line;
  const auto store = line.open();
  const RecordName name = fresh_name();
  auto acquired = store->acquire(name, patient());
  REQUIRE(acquired.ok());
  line.proxy().cut_before_server(":n:");
  CHECK(code(store->write(acquired->grant, view_of("data"), kLong, After::release)) == Code::ok);
  CHECK(line.held(name) == "data");
}

TEST_CASE("redis: a commit that is said again does not overwrite who came in between") {
  Line line;
  const auto store = line.open();
  const RecordName name = fresh_name();
  auto acquired = store->acquire(name, leased(Seconds{1}));
  REQUIRE(acquired.ok());
  system_clock().pause(std::chrono::milliseconds{1100});  // the lease runs out
  line.put(name, "successor");
  line.proxy().cut_before_client(":n:");
  CHECK(code(store->write(acquired->grant, view_of("stale"), kLong, After::release)) == Code::conflict);
  CHECK(line.held(name) == "successor");
}

TEST_CASE("redis: an answer cut in half is asked for again, wherever the cut falls") {
  Line line;
  const RecordName name = fresh_name();
  line.put(name, std::string(300, 'd'));
  const auto store = line.open();
  REQUIRE(code(store->read(name)) == Code::ok);
  for (int bytes = 0; bytes < 340; bytes += 17) {
    line.proxy().cut_answer("PTTL", bytes);
    const auto record = store->read(name);
    REQUIRE(record.ok());
    CHECK(text(*record) == std::string(300, 'd'));
  }
}

TEST_CASE("redis: a one-time token whose answer was cut off still belongs to who claimed it") {
  Line line;
  const auto store = line.open();
  const NonceName nonce = fresh_nonce();
  line.proxy().cut_before_client("NX");
  const auto claimed = store->consume_nonce(nonce, Seconds{60});
  REQUIRE(claimed.ok());
  CHECK(*claimed);
  const auto again = store->consume_nonce(nonce, Seconds{60});
  REQUIRE(again.ok());
  CHECK_FALSE(*again);
}

TEST_CASE("redis: a waiter whose connection is cut keeps waiting on another") {
  Line line;
  const RecordName name = fresh_name();
  const auto holder = line.open_directly();
  auto held = holder->acquire(name, patient());
  REQUIRE(held.ok());
  Child waiter([&] {
    Counters counters;
    StoreConfig context = redis_context(counters);
    Dsn dsn = line.server().dsn();
    dsn.path = line.proxy().path();
    const auto store = open_redis(dsn, context);
    auto acquired = (*store)->acquire(name, patient());
    if (!acquired) return 1;
    return text(acquired->record) == "handed on" ? 0 : 2;
  });
  line.proxy().cut_before_client("BLPOP");  // the proxy ends it after half a second
  REQUIRE(eventually([&] { return line.proxy().obeyed(); }));
  system_clock().pause(std::chrono::milliseconds{700});
  REQUIRE(code(holder->write(held->grant, view_of("handed on"), kLong, After::release)) == Code::ok);
  CHECK(waiter.result() == 0);
}

// --- lies

TEST_CASE("redis: garbage is an error, not a session") {
  Line line;
  const RecordName name = fresh_name();
  line.put(name, "data");
  for (const char* lie :
       {"HTTP/1.1 400 Bad Request\r\n\r\n", "$-2\r\n", "*-7\r\n", "$99999999999999999999\r\n", ":\r\n",
        "\r\n\r\n\r\n", "$3\r\nabcdefg\r\n", "*1000000000\r\n"}) {
    const auto store = line.open();
    REQUIRE(code(store->read(name)) == Code::ok);
    line.proxy().answer("PTTL", lie);
    CHECK(code(store->read(name)) == Code::corrupt);
    const auto record = store->read(name);  // on a connection of its own
    REQUIRE(record.ok());
    CHECK(text(*record) == "data");
  }
}

TEST_CASE("redis: a length of 512 MB is refused before memory is set aside for it") {
  Line line;
  const RecordName name = fresh_name();
  line.put(name, "data");
  const auto store = line.open();
  REQUIRE(code(store->read(name)) == Code::ok);
  line.proxy().answer("PTTL", ":1\r\n$536870912\r\nabc");
  CHECK(code(store->read(name)) == Code::corrupt);
}

// --- a server in trouble

TEST_CASE("redis: a server that is not there is an error at once, with its address") {
  Line line;
  const RecordName name = fresh_name();
  line.server().stop();
  const auto store = line.open_directly();
  const auto acquired = store->acquire(name, patient());
  REQUIRE_FALSE(acquired.ok());
  CHECK(acquired.error().code == Code::unavailable);
  CHECK(std::string(acquired.error().detail.data()).find(line.server().socket()) != std::string::npos);
}

TEST_CASE("redis: a server that goes down between read and write is an error in bounded time") {
  Line line;
  const auto store = line.open_directly();
  auto acquired = store->acquire(fresh_name(), patient());
  REQUIRE(acquired.ok());
  line.server().stop();
  const Millis lasted = lasting([&] {
    CHECK(code(store->write(acquired->grant, view_of("data"), kLong, After::release)) == Code::unavailable);
    store->release(acquired->grant);
  });
  CHECK(lasted < 3 * kTimeout);
}

TEST_CASE("redis: a frozen server costs usersync.timeout, and keeps what it had") {
  Line line;
  const RecordName name = fresh_name(), other = fresh_name();
  line.put(name, "old");
  const auto store = line.open_directly();
  auto acquired = store->acquire(name, patient());
  REQUIRE(acquired.ok());
  line.server().freeze();
  const Millis lasted = lasting([&] {
    CHECK(code(store->write(acquired->grant, view_of("new"), kLong, After::release)) == Code::timed_out);
    store->release(acquired->grant);
    CHECK(code(store->acquire(other, patient())) == Code::timed_out);
  });
  CHECK(lasted < 5 * kTimeout);
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
  const auto store = line.open_directly();
  auto acquired = store->acquire(name, patient());
  REQUIRE(acquired.ok());
  line.server().stop();
  REQUIRE(line.server().start().empty());
  CHECK(code(store->write(acquired->grant, view_of("stale"), kLong, After::release)) == Code::conflict);
  CHECK(line.held(name) == "(absent)");
  store->release(acquired->grant);
  auto fresh = store->acquire(name, patient());
  REQUIRE(fresh.ok());
  CHECK(code(store->write(fresh->grant, view_of("new"), kLong, After::release)) == Code::ok);
  CHECK(line.held(name) == "new");
}

TEST_CASE("redis: SCRIPT FLUSH at any moment goes unnoticed") {
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
  store->release(acquired->grant);  // goes unheard, and is repeated with the next command
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
  const auto holder = line.open_directly();
  auto held = holder->acquire(name, patient());
  REQUIRE(held.ok());
  Child waiter([&] {
    const auto store = line.open_directly();
    auto acquired = store->acquire(name, patient());
    return acquired && text(acquired->record) == "handed on" ? 0 : 1;
  });
  REQUIRE(eventually([&] {
    return line.server().ask({"INFO", "clients"}).find("blocked_clients:1") != std::string::npos;
  }));
  line.server().ask({"SCRIPT", "FLUSH"});
  REQUIRE(code(holder->write(held->grant, view_of("handed on"), kLong, After::release)) == Code::ok);
  CHECK(waiter.result() == 0);
}

TEST_CASE("redis: a server out of memory refuses the write, keeps the old session, and lets go and log out") {
  Line line;
  const RecordName name = fresh_name();
  line.put(name, "old");
  const auto store = line.open_directly();
  auto acquired = store->acquire(name, patient());
  REQUIRE(acquired.ok());
  line.server().ask({"CONFIG", "SET", "maxmemory", "1"});
  CHECK(code(store->write(acquired->grant, view_of("new"), kLong, After::release)) == Code::full);
  CHECK(line.held(name) == "old");
  store->release(acquired->grant);
  CHECK(code(store->acquire(name, at_once())) == Code::full);
  CHECK(code(store->destroy(name, patient())) == Code::ok);
  CHECK(line.held(name) == "(absent)");
  line.server().ask({"CONFIG", "SET", "maxmemory", "0"});
  auto later = store->acquire(name, at_once());
  REQUIRE(later.ok());
  CHECK(later->grant.version() != 0);
}

TEST_CASE("redis: LOADING, BUSY and too many clients are errors that say so") {
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
    CHECK(std::string(acquired.error().what).find(expected) != std::string::npos);
  }
  line.server().ask({"CONFIG", "SET", "maxclients", "1"});
  const auto first = line.open_directly();
  REQUIRE(eventually([&] { return first->read(fresh_name()).ok(); }));  // when those before have gone
  for (int i = 0; i < 20; ++i) {  // it hangs up at once: before it is spoken to, or after
    const auto refused = line.open_directly()->read(fresh_name());
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == Code::unavailable);
    CHECK(std::string(refused.error().what).find("maxclients") != std::string::npos);
  }
}

TEST_CASE("redis: a replica refuses the write by name") {
  Line line;
  const auto store = line.open_directly();
  auto acquired = store->acquire(fresh_name(), patient());
  REQUIRE(acquired.ok());
  line.server().ask({"REPLICAOF", "127.0.0.1", "1"});
  CHECK(code(store->write(acquired->grant, view_of("data"), kLong, After::release)) == Code::read_only);
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
    CHECK(std::string(record.error().detail.data()).find("hunter2") == std::string::npos);
    CHECK((*store)->description().find("hunter2") == std::string_view::npos);
  }
  dsn.password = "right";
  auto store = open_redis(dsn, context);
  REQUIRE(store.ok());
  CHECK(code((*store)->read(fresh_name())) == Code::ok);
}

TEST_CASE("redis: an ACL user with no more rights than documented works in the database of his address") {
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
  CHECK(line.held(name) == "(absent)");  // database 0 knows nothing of it
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

// --- less than Redis

TEST_CASE("redis: without BLPOP waiters poll, are served, and the operator is told") {
  Line line({"--rename-command", "BLPOP", ""});
  const RecordName name = fresh_name();
  const auto holder = line.open_directly();
  auto held = holder->acquire(name, patient());
  REQUIRE(held.ok());
  Child waiter([&] {
    const auto store = line.open_directly();
    auto acquired = store->acquire(name, patient());
    return acquired && text(acquired->record) == "handed on" && store->notes().size() == 1 ? 0 : 1;
  });
  REQUIRE(eventually([&] { return line.server().ask({"KEYS", "*:q"}) != ""; }));
  REQUIRE(code(holder->write(held->grant, view_of("handed on"), kLong, After::release)) == Code::ok);
  CHECK(waiter.result() == 0);
}

TEST_CASE("redis: where SCRIPT is no command, EVAL makes the scripts known") {
  Line line({"--rename-command", "SCRIPT", ""});
  const auto store = line.open_directly();
  const RecordName name = fresh_name();
  auto acquired = store->acquire(name, patient());
  REQUIRE(acquired.ok());
  CHECK(code(store->write(acquired->grant, view_of("data"), kLong, After::release)) == Code::ok);
  CHECK(line.held(name) == "data");
}

TEST_CASE("redis: without scripts the store refuses to start and says why") {
  Line line(
      {"--rename-command", "SCRIPT", "", "--rename-command", "EVALSHA", "", "--rename-command", "EVAL", ""});
  const auto store = line.open_directly();
  const auto acquired = store->acquire(fresh_name(), patient());
  REQUIRE_FALSE(acquired.ok());
  CHECK(acquired.error().code == Code::unsupported);
  CHECK(std::string(acquired.error().what).find("EVAL") != std::string::npos);
}

TEST_CASE("redis: a policy that evicts locks is a note for the operator") {
  Line line({"--maxmemory-policy", "allkeys-lru"});
  const auto store = line.open_directly();
  CHECK(store->notes().empty());  // not asked yet
  REQUIRE(code(store->read(fresh_name())) == Code::ok);
  REQUIRE(store->notes().size() == 1);
  CHECK(store->notes()[0].find("allkeys-lru") != std::string::npos);
}

TEST_CASE("redis: a write that too few replicas heard of is an error, and still the newest version") {
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

// --- dead clients

TEST_CASE("redis: a killed waiter costs the others nothing") {
  Line line;
  const auto blocked = [&](int count) {
    const std::string wanted = "blocked_clients:" + std::to_string(count) + "\r";
    return eventually([&] {
      return line.server().ask({"INFO", "clients"}).find(wanted) != std::string::npos;
    });
  };
  const auto hand_over = [&] {
    const RecordName name = fresh_name();
    const auto holder = line.open_directly();
    auto held = holder->acquire(name, patient());
    REQUIRE(held.ok());
    const auto wait_in_line = [&] {
      const auto store = line.open_directly();
      auto acquired = store->acquire(name, patient());
      return acquired ? 0 : 1;
    };
    Child doomed(wait_in_line);
    REQUIRE(blocked(1));
    Child patient_one(wait_in_line);
    REQUIRE(blocked(2));
    doomed.kill();
    REQUIRE(blocked(1));
    return lasting([&] {
      holder->release(held->grant);
      CHECK(patient_one.result() == 0);
    });
  };
  Millis soonest = hand_over();  // a busy machine may be slow, but not every time
  for (int tries = 0; tries < 4 && soonest >= Millis{400}; ++tries) soonest = std::min(soonest, hand_over());
  CHECK(soonest < Millis{400});  // a hand-over to nobody would last half a second each time
}

TEST_CASE("redis: when the only waiter was killed, the next request takes the lock in three trips") {
  Line line;
  const RecordName name = fresh_name();
  const auto holder = line.open_directly();
  auto held = holder->acquire(name, patient());
  REQUIRE(held.ok());
  Child doomed([&] {
    const auto store = line.open_directly();
    return store->acquire(name, patient()).ok() ? 0 : 1;
  });
  REQUIRE(eventually([&] {
    return line.server().ask({"INFO", "clients"}).find("blocked_clients:1") != std::string::npos;
  }));
  doomed.kill();
  REQUIRE(eventually([&] {
    return line.server().ask({"INFO", "clients"}).find("blocked_clients:0") != std::string::npos;
  }));
  REQUIRE(code(holder->write(held->grant, view_of("data"), kLong, After::release)) == Code::ok);
  const auto store = line.open();
  line.proxy().reset();
  auto acquired = store->acquire(name, patient());
  REQUIRE(acquired.ok());
  CHECK(text(acquired->record) == "data");
  CHECK(line.proxy().trips() <= 3);
}

TEST_CASE("redis: an interrupted wait ends soon and leaves no lock behind") {
  Line line;
  const RecordName name = fresh_name();
  const auto holder = line.open_directly();
  auto held = holder->acquire(name, patient());
  REQUIRE(held.ok());
  const auto store = line.open_directly();
  Terms terms = patient();
  terms.interrupted = []() noexcept { return true; };
  const Millis lasted = lasting([&] { CHECK(code(store->acquire(name, terms)) == Code::interrupted); });
  CHECK(lasted < Millis{2000});
  holder->release(held->grant);
  CHECK(code(line.open_directly()->acquire(name, waiting(Seconds{2}))) == Code::ok);
}

}  // namespace
}  // namespace usersync::test
