// Connections to Redis that are cut, and answers that are not of the protocol.
#include "redis_line.h"

namespace usersync::test {
namespace {

TEST_CASE(
    "redis: rule W7: a connection cut before the server receives an acquire is replaced, and the caller does "
    "not "
    "notice") {
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

TEST_CASE("redis: a lock whose answer was lost is still the caller's under the same token") {
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

TEST_CASE("redis: rule W7: a commit whose answer was lost is recognised by its version") {
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

TEST_CASE("redis: a commit that the server never received is sent again") {
  Line line;
  const auto store = line.open();
  const RecordName name = fresh_name();
  auto acquired = store->acquire(name, patient());
  REQUIRE(acquired.ok());
  line.proxy().cut_before_server(":n:");
  CHECK(code(store->write(acquired->grant, view_of("data"), kLong, After::release)) == Code::ok);
  CHECK(line.held(name) == "data");
}

TEST_CASE("redis: a commit that is sent again does not overwrite a write in between") {
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

TEST_CASE("redis: a read whose answer is cut anywhere is repeated") {
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

TEST_CASE("redis: a one-time token whose answer was lost belongs to the caller that consumed it") {
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
  Held held = line.hold(name);
  Child waiter([&] { return Line::await(*line.open(), name, "handed on"); });
  line.proxy().cut_before_client("BLPOP");  // the proxy ends it after half a second
  REQUIRE(eventually([&] { return line.proxy().obeyed(); }));
  system_clock().pause(std::chrono::milliseconds{700});
  REQUIRE(held.write("handed on") == Code::ok);
  CHECK(waiter.result() == 0);
}

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

}  // namespace
}  // namespace usersync::test
