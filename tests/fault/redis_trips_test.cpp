// How many round trips a request costs over Redis, counted on the wire.
#include "redis_line.h"

namespace usersync::test {
namespace {

TEST_CASE("redis: a changed request waits for two trips, also the first on a new connection") {
  Line line;
  const auto store = line.open();
  for (int round = 0; round < 3; ++round) {
    line.proxy().reset();
    const RecordName name = fresh_name();
    auto acquired = store->acquire(name, patient());
    REQUIRE(acquired.ok());
    REQUIRE(code(store->write(acquired->grant, view_of("data"), kLong, After::release)) == Code::ok);
    store->release(acquired->grant);
    // On a new connection the lock is given the connection's name by a write that nobody waits for.
    CHECK(line.proxy().trips() >= 2);
    CHECK(line.proxy().trips() <= (round == 0 ? 3 : 2));
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
  auto again = store->acquire(name, at_once());  // the server ran the release first
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

TEST_CASE("redis: once a worker has met a parent, the next is followed in the same trip") {
  Line line;
  const auto store = line.open();
  const RecordName name = fresh_name(), login = fresh_name();
  line.put(login, "login");
  put(*store, name, "tied", login);
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

TEST_CASE("redis: when the script finds no parent, the store looks it up itself") {
  // As behind a proxy that keeps the parent on another server.
  Line line;
  const auto store = line.open();
  const RecordName name = fresh_name(), login = fresh_name();
  put(*store, name, "tied", login);
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

}  // namespace
}  // namespace usersync::test
