// Faults between a worker and its MySQL server: each ends in bounded time with the right error, loses nothing
// that the server still has, and writes nothing stale.
#include <doctest/doctest.h>
#include <signal.h>

#include "base/hex.h"
#include "proxy.h"
#include "store/mysql/client/connection.h"
#include "store/mysql/client/errors.h"
#include "store/mysql/mysql.h"
#include "store/wp_options/wp_options.h"
#include "unit/store/mysql/mysql_server.h"
#include "unit/store/rules/rules.h"
#include "unit/store/wp_options/wp_options_table.h"

namespace usersync::test {
namespace {

constexpr Millis kTimeout{1000};

Code code(const Status& status) { return status.ok() ? Code::ok : status.error().code; }
template <class T>
Code code(const Result<T>& result) {
  return result.ok() ? Code::ok : result.error().code;
}

// A server, and stores that reach it through the proxy or directly.
class Line {
 public:
  explicit Line(bool options = false) : options_(options) {
    const std::string trouble = server_.start();
    REQUIRE_MESSAGE(trouble.empty(), trouble);
    if (options) create_wp_options(server_, "wp_");
    server_.sql("CREATE USER app; GRANT ALL ON site.* TO app");
    proxy_ = std::make_unique<Proxy>(server_.directory() + "/proxy", server_.socket());
  }

  MysqlServer& server() noexcept { return server_; }
  Proxy& proxy() noexcept { return *proxy_; }
  Counters& counters() noexcept { return counters_; }

  std::unique_ptr<Store> open() { return open_at(proxy_->path(), "app"); }
  std::unique_ptr<Store> open_directly(const std::string& user = "app", const std::string& database = "site",
                                       Clock* clock = &system_clock()) {
    return open_at(server_.socket(), user, database, clock);
  }
  std::unique_ptr<Store> open_leased() {
    leased_ = true;
    auto store = open_directly();
    leased_ = false;
    return store;
  }
  void kill_oldest() { REQUIRE(server_.kill_oldest("app")); }
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
  std::unique_ptr<Store> open_at(const std::string& path, const std::string& user,
                                 const std::string& database = "site", Clock* clock = &system_clock()) {
    Dsn dsn;
    dsn.scheme = "mysql+unix";
    dsn.path = path;
    dsn.params = {{"database", database}, {"user", user}};
    if (leased_) dsn.params.emplace_back("lock", "row");
    StoreConfig config;
    config.clock = clock;
    config.counters = &counters_;
    config.timeout = kTimeout;
    auto store = options_ ? open_wp_options(dsn, config) : open_mysql(dsn, config);
    REQUIRE(store.ok());
    return std::move(*store);
  }

  bool options_, leased_ = false;
  MysqlServer server_;
  Counters counters_;
  std::unique_ptr<Proxy> proxy_;
};

// --- round trips, counted on the wire

void count_trips(bool options) {
  Line line(options);
  const auto store = line.open();
  const RecordName name = fresh_name();
  REQUIRE(store->read(name).ok());
  line.proxy().delay(5);  // ms: what is sent together arrives together
  for (const int expected : {5, 4, 3}) {
    REQUIRE(store->read(fresh_name()).ok());  // takes the answer to the last release
    line.proxy().reset();
    auto acquired = store->acquire(name, patient());
    REQUIRE(acquired.ok());
    REQUIRE(code(store->write(acquired->grant, view_of("data"), kLong, After::release)) == Code::ok);
    REQUIRE(store->read(name).ok());
    // acquire, write with release, and the read that shows it has arrived. Statements are prepared once in a
    // connection's life: to lock and to insert in the first round, to replace in the second.
    CHECK(line.proxy().trips() == expected);
  }
  line.proxy().reset();
  auto acquired = store->acquire(name, patient());
  store->release(acquired->grant);
  REQUIRE(store->read(name).ok());
  CHECK(line.proxy().trips() == 3);  // acquire, the release, the read
  line.proxy().reset();
  REQUIRE(store->read(name).ok());
  CHECK(line.proxy().trips() == 1);
  CHECK(line.proxy().connections() == 0);
}

TEST_CASE("mysql: a changed session costs two awaited trips, an unchanged one, read_and_close one") {
  count_trips(false);
}
TEST_CASE("wp-options: a changed session costs two awaited trips, an unchanged one, read_and_close one") {
  count_trips(true);
}

TEST_CASE("mysql: a release does not wait for the server") {
  Line line;
  const auto store = line.open();
  const RecordName name = fresh_name();
  auto acquired = store->acquire(name, patient());
  REQUIRE(acquired.ok());
  line.server().pause();
  store->release(acquired->grant);  // had it waited, it would give the connection up after its timeout
  line.server().resume();
  line.proxy().reset();
  CHECK(store->read(name).ok());
  CHECK(line.proxy().connections() == 0);
  CHECK(line.counters().reconnects == 0);
}

void follow_parents(bool options) {
  Line line(options);
  const auto store = line.open();
  const RecordName name = fresh_name(), login = fresh_name();
  line.put(login, "login");
  const auto write_with_parent = [&] {
    auto acquired = store->acquire(name, patient());
    REQUIRE(acquired.ok());
    acquired->grant.set_parent(login);
    REQUIRE(code(store->write(acquired->grant, view_of("tied"), kLong, After::release)) == Code::ok);
    REQUIRE(store->read(fresh_name()).ok());  // takes the answer to the release
  };
  for (int i = 0; i < 3; ++i) write_with_parent();  // everything is prepared now
  const auto trips = [&](const std::function<void()>& step) {
    line.proxy().reset();
    line.proxy().delay(5);  // ms: what is sent together arrives together
    step();
    return line.proxy().trips();
  };
  const auto read = [&] { CHECK(text(*store->read(name)) == "tied"); };
  CHECK(trips(read) == 1);
  CHECK(trips(write_with_parent) == 3);  // the read behind it counts
  for (int i = 0; i < 40; ++i) REQUIRE(store->read(login).ok());
  CHECK(trips(read) == 2);  // not followed among records without one
  for (int i = 0; i < 40; ++i) REQUIRE(store->read(login).ok());
  CHECK(trips(write_with_parent) == 4);
  REQUIRE(code(line.open_directly()->destroy(login, patient())) == Code::ok);
  CHECK(trips([&] { CHECK_FALSE(store->read(name)->has_value()); }) == 1);
  for (int i = 0; i < 40; ++i) REQUIRE(store->read(login).ok());
  CHECK(trips([&] { CHECK_FALSE(store->read(name)->has_value()); }) == 2);
}

TEST_CASE("mysql: after a record with a parent, the next parent is read in the same trip") {
  follow_parents(false);
}
TEST_CASE("wp-options: after a record with a parent, the next parent is read in the same trip") {
  follow_parents(true);
}

// Rows `seq`, from 1 on, in SQL that MySQL knows too.
std::string numbers_to(const std::string& count) {
  return "(SELECT seq FROM (WITH RECURSIVE digits AS (SELECT 1 AS n UNION ALL SELECT n+1 FROM digits WHERE "
         "n<100)"
         " SELECT 100*(a.n-1)+b.n AS seq FROM digits a, digits b) AS numbers WHERE seq<=" +
         count + ") AS wanted";
}

// Their names are spread over the whole table.
void let_expire(Line& line, const std::string& count, const std::string& data) {
  REQUIRE(line.server()
              .sql("INSERT INTO usersync_sessions (id,version,expires,data) SELECT "
                   "LEFT(UNHEX(SHA2(seq,256)),24),1,UNIX_TIMESTAMP()-100-seq," +
                   data + " FROM " + numbers_to(count))
              .empty());
}

TEST_CASE("mysql: gc_in_passing() waits for no answer, and counts the removed records when it arrives") {
  Line line;
  const auto store = line.open();
  REQUIRE(store->read(fresh_name()).ok());
  let_expire(line, "2000", "'x'");
  store->gc_in_passing(5);  // asks once how large the table is
  REQUIRE(store->read(fresh_name()).ok());
  const auto before = line.counters().collected;
  line.proxy().reset();
  line.server().pause();
  store->gc_in_passing(5);  // had it waited, it would give the connection up after its timeout
  line.server().resume();
  CHECK(line.counters().collected == before);
  for (int pass = 0; pass < 100 && line.counters().collected == before; ++pass) {
    REQUIRE(store->read(fresh_name()).ok());
    CHECK(line.counters().collected <= before + 5);
    if (line.counters().collected == before) store->gc_in_passing(5);
  }
  CHECK(line.counters().collected > before);
  CHECK(line.server().sql("SELECT COUNT(*) FROM usersync_sessions") ==
        std::to_string(2000 - line.counters().collected));
  CHECK(line.proxy().connections() == 0);
  CHECK(line.counters().reconnects == 0);
}

TEST_CASE("mysql: gc_in_passing() opens no connection") {
  Line line;
  const auto store = line.open();
  store->gc_in_passing(5);
  CHECK(line.proxy().connections() == 0);
}

TEST_CASE("mysql: gc_in_passing() removes tombstones and one-time names too, and does not count them") {
  Line line;
  const auto store = line.open();
  REQUIRE(store->read(fresh_name()).ok());
  let_expire(line, "40", "IF(seq%2,'x',NULL)");
  REQUIRE(line.server()
              .sql("INSERT INTO usersync_nonces (name,owner,expires) SELECT UNHEX(SHA2(seq,256)),"
                   "REPEAT('o',16),UNIX_TIMESTAMP()-100-seq FROM " +
                   numbers_to("20"))
              .empty());
  const auto left = [&] {
    REQUIRE(store->read(fresh_name()).ok());  // takes the last answer
    return line.server().sql(
        "SELECT (SELECT COUNT(*) FROM usersync_sessions)+(SELECT COUNT(*) FROM usersync_nonces)");
  };
  for (int round = 0; round < 200 && left() != "0"; ++round) {
    for (int pass = 0; pass < 100; ++pass) store->gc_in_passing(5);
  }
  CHECK(left() == "0");
  CHECK(line.counters().collected == 20);
}

// --- broken connections

TEST_CASE("mysql: rule W7: a connection that breaks during acquire is replaced once") {
  Line line;
  const RecordName name = fresh_name();
  line.put(name, "one");
  const auto store = line.open();
  REQUIRE(store->read(name).ok());
  line.proxy().cut_before_client("GET_LOCK");
  auto acquired = store->acquire(name, patient());
  REQUIRE(acquired.ok());
  CHECK(line.proxy().obeyed());
  CHECK(text(acquired->record) == "one");
  CHECK(line.counters().reconnects == 1);
}

void cut_a_write(bool after, bool options) {
  CAPTURE(after);
  Line line(options);
  const RecordName name = fresh_name();
  line.put(name, "one");
  const auto store = line.open();
  auto acquired = store->acquire(name, patient());
  REQUIRE(acquired.ok());
  // A change of the data that base64url leaves recognisable: three bytes become four letters.
  const char* word = options ? "Y2hhbmdl" : "change";
  if (after) {
    line.proxy().cut_before_client(word);
  } else {
    line.proxy().cut_before_server(word);
  }
  CHECK(code(store->write(acquired->grant, view_of("change"), kLong, After::release)) == Code::ok);
  CHECK(line.proxy().obeyed());
  CHECK(line.held(name) == "change");
  CHECK(line.open_directly()->acquire(name, patient())->grant.version() == acquired->grant.version());
}

TEST_CASE("mysql: a write whose connection breaks is done exactly once") {
  for (const bool after : {false, true}) cut_a_write(after, false);
}
TEST_CASE("wp-options: a write whose connection breaks is done exactly once") {
  for (const bool after : {false, true}) cut_a_write(after, true);
}

TEST_CASE("mysql: after a server crash a grant still writes, unless another request wrote since") {
  Line line;
  const RecordName kept = fresh_name(), taken = fresh_name();
  line.put(kept, "one");
  line.put(taken, "one");
  const auto first = line.open_directly(), second = line.open_directly();
  auto one = first->acquire(kept, patient());
  auto other = second->acquire(taken, patient());
  REQUIRE((one.ok() && other.ok()));
  line.server().stop(SIGKILL);
  CHECK(code(first->read(kept)) == Code::unavailable);
  REQUIRE(line.server().start().empty());
  line.put(taken, "successor");
  CHECK(code(first->write(one->grant, view_of("two"), kLong, After::release)) == Code::ok);
  CHECK(code(second->write(other->grant, view_of("stale"), kLong, After::release)) == Code::conflict);
  CHECK(line.held(kept) == "two");
  CHECK(line.held(taken) == "successor");
}

TEST_CASE("mysql: a killed connection loses its lock, and its write does not replace the next one") {
  Line line;
  const RecordName name = fresh_name();
  line.put(name, "one");
  const auto store = line.open_directly();
  auto acquired = store->acquire(name, patient());
  REQUIRE(acquired.ok());
  line.kill_oldest();
  line.put(name, "successor");
  CHECK(code(store->write(acquired->grant, view_of("stale"), kLong, After::release)) == Code::conflict);
  CHECK(line.held(name) == "successor");
}

TEST_CASE("mysql: calls to a server that does not answer end in bounded time, and later ones succeed") {
  Line line;
  const RecordName name = fresh_name();
  const auto store = line.open_directly();
  REQUIRE(store->read(name).ok());
  line.server().pause();
  CHECK(code(store->read(name)) == Code::timed_out);
  CHECK(code(store->read(name)) == Code::timed_out);  // while connecting
  line.server().resume();
  CHECK(code(store->read(name)) == Code::ok);
}

// --- errors of the server

TEST_CASE("mysql: unknown database, wrong password and missing privilege have codes of their own") {
  Line line;
  line.server().sql(
      "CREATE USER locked IDENTIFIED BY 'secret'; CREATE USER bare; GRANT SELECT ON site.* TO bare");
  CHECK(code(line.open_directly("root", "nowhere")->read(fresh_name())) == Code::unavailable);
  CHECK(code(line.open_directly("locked")->read(fresh_name())) == Code::denied);
  CHECK(code(line.open_directly("bare")->read(fresh_name())) == Code::denied);
}

TEST_CASE("mysql: a write to a read-only server is Code::read_only, and the record stays") {
  Line line;
  const RecordName name = fresh_name();
  line.put(name, "one");
  const auto store = line.open_directly();
  auto acquired = store->acquire(name, patient());
  line.server().sql("SET GLOBAL read_only=1");
  CHECK(code(store->write(acquired->grant, view_of("two"), kLong, After::keep_lock)) == Code::read_only);
  CHECK(line.held(name) == "one");
  line.server().sql("SET GLOBAL read_only=0");
  CHECK(code(store->write(acquired->grant, view_of("two"), kLong, After::release)) == Code::ok);
}

TEST_CASE("mysql: a record beyond max_allowed_packet is not sent, and the old one stays") {
  Line line;
  line.server().sql("SET GLOBAL max_allowed_packet=1048576");
  const RecordName name = fresh_name();
  line.put(name, "one");
  const auto store = line.open();
  auto acquired = store->acquire(name, patient());
  const std::string large(2 << 20, 'x');
  CHECK(code(store->write(acquired->grant, view_of(large), kLong, After::keep_lock)) == Code::too_large);
  CHECK(code(store->write(acquired->grant, view_of("two"), kLong, After::release)) == Code::ok);
  CHECK(line.counters().reconnects == 0);
}

TEST_CASE("mysql: too many connections is an error after one retry") {
  Line line;
  line.server().sql("ALTER USER app WITH MAX_USER_CONNECTIONS 1");
  const auto first = line.open_directly(), second = line.open_directly();
  REQUIRE(first->read(fresh_name()).ok());
  const auto refused = second->read(fresh_name());
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == Code::unavailable);
  CHECK(refused.error().native == 1226);
}

// A pause closes another client's connection.
class ClosingClock final : public Clock {
 public:
  explicit ClosingClock(std::unique_ptr<MysqlConnection>& busy) : busy_(busy) {}
  Millis wall() noexcept override { return system_clock().wall(); }
  Millis monotonic() noexcept override { return system_clock().monotonic(); }
  void pause(std::chrono::microseconds) noexcept override { busy_.reset(), ++pauses; }
  int pauses = 0;

 private:
  std::unique_ptr<MysqlConnection>& busy_;
};

TEST_CASE("mysql: a full server is tried once more, after our own connection was closed") {
  Line line;
  const auto stranger = [&] {
    MysqlAddress address;
    address.socket = line.server().socket();
    address.user = "app";
    address.database = "site";
    auto opened = MysqlConnection::open(address, {Deadline(system_clock(), Seconds{10})}, Seconds{5}, {}, {});
    return opened ? std::move(*opened) : nullptr;
  };
  line.server().sql("SET GLOBAL max_connections=10");
  std::vector<std::unique_ptr<MysqlConnection>> others;
  std::unique_ptr<MysqlConnection> last;
  ClosingClock clock(last);
  const auto store = line.open_directly("app", "site", &clock);
  REQUIRE(store->read(fresh_name()).ok());
  while (auto one = stranger()) others.push_back(std::move(one));
  REQUIRE(others.size() == 9);
  line.kill_oldest();
  REQUIRE(eventually([&] { return (last = stranger()) != nullptr; }));
  CHECK(store->read(fresh_name()).ok());
  CHECK(clock.pauses == 1);

  while (auto one = stranger()) others.push_back(std::move(one));
  const auto refused = line.open_directly()->read(fresh_name());
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == Code::unavailable);
  CHECK(refused.error().native == mysql::kTooManyConnections);
}

TEST_CASE("mysql: the loser of a deadlock tries again") {
  Line line;
  std::vector<RecordName> names{fresh_name(), fresh_name()};
  if (names[1].bytes < names[0].bytes) std::swap(names[0], names[1]);
  for (const RecordName& name : names) line.put(name, "one");
  for (int i = 0; i < 20; ++i) line.put(fresh_name(), "weight");
  MysqlAddress address;
  address.socket = line.server().socket();
  address.user = "root";
  address.database = "site";
  const Wait wait{Deadline(system_clock(), Seconds{10})};
  auto stranger = MysqlConnection::open(address, wait, Seconds{5}, {}, {});
  REQUIRE(stranger.ok());
  // It has changed more rows, so the server ends the other transaction.
  REQUIRE((*stranger)
              ->query("BEGIN; UPDATE usersync_sessions SET expires=expires+1 WHERE id<>x'" +
                          to_hex(names[0].view()) + "'",
                      wait)
              .ok());
  Child destroys([&] { return line.open_directly()->destroy_all(names, patient()).ok() ? 0 : 1; });
  REQUIRE(eventually([&] { return line.server().status("INNODB_ROW_LOCK_CURRENT_WAITS") == "1"; }));
  CHECK((*stranger)
            ->query(
                "UPDATE usersync_sessions SET expires=expires+1 WHERE id=x'" + to_hex(names[0].view()) + "'",
                wait)
            .ok());
  CHECK((*stranger)->query("COMMIT", wait).ok());
  CHECK(destroys.result() == 0);
  CHECK(line.server().sql(
            "SELECT COUNT FROM information_schema.INNODB_METRICS WHERE NAME='lock_deadlocks'") == "1");
  for (const RecordName& name : names) CHECK(line.held(name) == "(absent)");
}

TEST_CASE("mysql: with lock=row, a write on another connection than the lock's succeeds") {
  Line line;
  const auto store = line.open_leased(), other = line.open_leased();
  const RecordName name = fresh_name();
  auto acquired = store->acquire(name, patient());
  REQUIRE(acquired.ok());
  // As a multiplexing proxy would, or a node that left the cluster.
  line.kill_oldest();
  CHECK(other->acquire(name, at_once()).error().code == Code::lock_timeout);
  CHECK(code(store->write(acquired->grant, view_of("one"), kLong, After::keep_lock)) == Code::ok);
  CHECK(other->acquire(name, at_once()).error().code == Code::lock_timeout);
  store->release(acquired->grant);
  CHECK(text(other->acquire(name, patient())->record) == "one");
}

TEST_CASE("mysql: a row that another client keeps locked is a timeout, and our session lock stays") {
  Line line;
  const RecordName name = fresh_name();
  line.put(name, "one");
  const auto store = line.open_directly();
  auto acquired = store->acquire(name, patient());
  MysqlAddress address;
  address.socket = line.server().socket();
  address.user = "root";
  address.database = "site";
  const Wait wait{Deadline(system_clock(), Seconds{10})};
  auto stranger = MysqlConnection::open(address, wait, Seconds{5}, {}, {});
  REQUIRE(stranger.ok());
  REQUIRE((*stranger)->query("BEGIN; UPDATE usersync_sessions SET expires=expires+1", wait).ok());
  CHECK(code(store->write(acquired->grant, view_of("two"), kLong, After::keep_lock)) == Code::timed_out);
  REQUIRE((*stranger)->query("ROLLBACK", wait).ok());
  CHECK(code(store->write(acquired->grant, view_of("two"), kLong, After::release)) == Code::ok);
  CHECK(line.held(name) == "two");
}

TEST_CASE("mysql: dropped tables are created again, and prepared statements prepared again") {
  Line line;
  const RecordName name = fresh_name();
  const auto store = line.open_directly();
  auto acquired = store->acquire(name, patient());
  REQUIRE(code(store->write(acquired->grant, view_of("one"), kLong, After::release)) == Code::ok);
  line.server().sql("DROP TABLE usersync_sessions, usersync_nonces, usersync_locks");
  CHECK(store->consume_nonce(fresh_nonce(), Seconds{9}).value());
  auto again = store->acquire(fresh_name(), patient());
  REQUIRE(again.ok());
  CHECK(code(store->write(again->grant, view_of("two"), kLong, After::release)) == Code::ok);
}

}  // namespace
}  // namespace usersync::test
