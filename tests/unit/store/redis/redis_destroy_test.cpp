// Rule W3 over Redis after the tombstone has expired: a destroyed session stays destroyed for every grant
// that is older.
#include <doctest/doctest.h>

#include "redis_server.h"
#include "unit/store/rules/rules.h"
#include "wire/base64url.h"

namespace usersync::test {
namespace {

Terms brief(Terms terms) {
  terms.tombstone = Seconds{1};
  return terms;
}

// A server, a session on it, and a second worker that destroys it.
class Destroyed {
 public:
  Destroyed() {
    REQUIRE(server_.start().empty());
    other_ = open();
    put("old");
  }
  std::unique_ptr<Store> open() {
    auto store = open_redis(server_.dsn(), redis_context(counters_));
    REQUIRE(store.ok());
    return std::move(*store);
  }
  void put(std::string_view data, Seconds lifetime = kLong) {
    auto acquired = other_->acquire(name, patient());
    REQUIRE(acquired.ok());
    REQUIRE(other_->write(acquired->grant, view_of(data), lifetime, After::release).ok());
  }
  void destroy() { REQUIRE(other_->destroy(name, brief(patient())).ok()); }
  bool nothing_left() {
    const std::string key = "usersync:{" + to_base64url(name.view()) + "}:d";
    return eventually([&] { return server_.ask({"EXISTS", key}) == "0"; });
  }
  std::string get() {
    const auto record = other_->read(name);
    REQUIRE(record.ok());
    return text(*record);
  }

  const RecordName name = fresh_name();

 private:
  RedisServer server_;
  Counters counters_;
  std::unique_ptr<Store> other_;
};

Code code(const Status& status) { return status.ok() ? Code::ok : status.error().code; }

TEST_CASE(
    "redis: the holder of a destroyed session neither renews nor writes it after the tombstone expired") {
  Destroyed session;
  const auto store = session.open();
  auto acquired = store->acquire(session.name, brief(patient()));
  REQUIRE(acquired.ok());
  session.destroy();
  CHECK(code(store->renew(acquired->grant, patient())) == Code::conflict);
  REQUIRE(session.nothing_left());
  CHECK(code(store->renew(acquired->grant, patient())) == Code::conflict);
  CHECK(code(store->touch(acquired->grant, view_of("old"), kLong, After::keep_lock)) == Code::conflict);
  CHECK(code(store->write(acquired->grant, view_of("old"), kLong, After::release)) == Code::conflict);
  CHECK(session.get() == "(absent)");
  store->release(acquired->grant);
  session.put("new");
  CHECK(session.get() == "new");
}

TEST_CASE("redis: lock=unlocked does not write a destroyed session again after the tombstone expired") {
  Destroyed session;
  const auto store = session.open();
  auto acquired = store->acquire(session.name, brief(lock_none()));
  REQUIRE(acquired.ok());
  session.destroy();
  REQUIRE(session.nothing_left());
  CHECK(code(store->touch(acquired->grant, view_of("old"), kLong, After::keep_lock)) == Code::conflict);
  CHECK(code(store->write(acquired->grant, view_of("old"), kLong, After::release)) == Code::conflict);
  CHECK(session.get() == "(absent)");
}

TEST_CASE("redis: a holder whose record merely expired writes it anew, with a lock and without") {
  for (const Terms& terms : {patient(), lock_none()}) {
    Destroyed session;
    session.put("brief", Seconds{1});
    const auto store = session.open();
    auto acquired = store->acquire(session.name, terms);
    REQUIRE(acquired.ok());
    REQUIRE(session.nothing_left());
    CHECK(code(store->write(acquired->grant, view_of("new"), kLong, After::release)) == Code::ok);
    CHECK(session.get() == "new");
  }
}

TEST_CASE("redis: lock=unlocked stores a new session however long ago it found none") {
  Destroyed session;
  session.destroy();
  const auto store = session.open();
  auto acquired = store->acquire(session.name, brief(lock_none()));
  REQUIRE(acquired.ok());
  REQUIRE(session.nothing_left());
  CHECK(code(store->write(acquired->grant, view_of("new"), kLong, After::release)) == Code::ok);
  CHECK(session.get() == "new");
}

}  // namespace
}  // namespace usersync::test
