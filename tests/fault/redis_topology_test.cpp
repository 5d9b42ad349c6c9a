// Sentinels and clusters, started on the loopback: a session survives what moves it from server to server.
#include <doctest/doctest.h>

#include "unit/store/redis/redis_topology.h"
#include "unit/store/rules/rules.h"
#include "wire/base64url.h"

namespace usersync::test {
namespace {

constexpr Millis kPatience{10'000};

template <class T>
Code code(const Result<T>& result) {
  return result.ok() ? Code::ok : result.error().code;
}

std::unique_ptr<Store> open_at(const std::string& address, Counters& counters) {
  auto dsn = parse_dsn(address);
  REQUIRE(dsn.ok());
  StoreConfig context = redis_context(counters);
  context.timeout = kPatience;
  auto store = open_redis(*dsn, context);
  REQUIRE_MESSAGE(store.ok(), (store.ok() ? "" : store.error().what));
  return std::move(*store);
}

void put(Store& store, const RecordName& name, std::string_view data) {
  auto acquired = store.acquire(name, patient());
  REQUIRE_MESSAGE(acquired.ok(), (acquired.ok() ? "" : acquired.error().what));
  const Status written = store.write(acquired->grant, view_of(data), kLong, After::release);
  REQUIRE_MESSAGE(written.ok(), (written.ok() ? "" : written.error().what));
}

std::string get(Store& store, const RecordName& name) {
  const auto record = store.read(name);
  return record ? text(*record) : std::string("(failed) ") + record.error().what;
}

TEST_CASE("sentinel: a session survives the failover, and a Sentinel that is down is passed over") {
  Watched watched;
  Counters counters;
  const auto store = open_at(watched.address() + "?replicas=1", counters);
  const RecordName name = fresh_name();
  put(*store, name, "before");  // heard of by the replica
  auto held = store->acquire(name, patient());
  REQUIRE(held.ok());
  watched.sentinel(0).stop();
  watched.primary().stop();

  const auto later = open_at(watched.address(), counters);
  REQUIRE(eventually([&] { return watched.replica().ask({"ROLE"}).starts_with("master"); }));
  CHECK(get(*later, name) == "before");
  put(*later, fresh_name(), "after");
  // The old connection is found broken by use, and the new primary by asking. Whether the lock came over
  // before the primary died is the servers' affair; the version did.
  CHECK(get(*store, name) == "before");
}

TEST_CASE("sentinel: a primary that was made a replica is left for the new one") {
  Watched watched;
  Counters counters;
  const auto store = open_at(watched.address(), counters);
  const RecordName name = fresh_name();
  put(*store, name, "before");
  REQUIRE(watched.sentinel(0).ask({"SENTINEL", "FAILOVER", "main"}) == "OK");
  const std::string port = std::to_string(watched.replica_port());
  REQUIRE(eventually([&] {
    return watched.sentinel(0).ask({"SENTINEL", "get-master-addr-by-name", "main"}) == "127.0.0.1 " + port;
  }));
  // What the Sentinels do to an old primary that is still alive, some ten seconds from now.
  REQUIRE(watched.primary().ask({"REPLICAOF", "127.0.0.1", port}) == "OK");
  put(*store, name, "after");
  CHECK(get(*store, name) == "after");
  const auto other = open_at(watched.address(), counters);
  CHECK(get(*other, name) == "after");
}

TEST_CASE("sentinel: a name that no Sentinel knows is an error") {
  RedisServer sentinel;
  const int port = free_port();
  REQUIRE(sentinel.start_sentinel(port, free_port(), 1).empty());
  Counters counters;
  auto dsn = parse_dsn("redis+sentinel://" + loopback(port) + "/unheard-of");
  REQUIRE(dsn.ok());
  StoreConfig context = redis_context(counters);
  context.timeout = Millis{500};
  auto store = open_redis(*dsn, context);
  REQUIRE(store.ok());
  CHECK(code((*store)->read(fresh_name())) == Code::unavailable);
}

TEST_CASE("cluster: sessions live on every node, and are found again by a worker that knows one of them") {
  Cluster cluster;
  Counters counters;
  const auto store = open_at(cluster.address(), counters);
  std::vector<RecordName> names;
  for (int i = 0; i < 30; ++i) {
    names.push_back(fresh_name());
    put(*store, names.back(), std::to_string(i));
  }
  for (std::size_t i = 0; i < 3; ++i) CHECK(cluster.node(i).ask({"DBSIZE"}) != "0");
  const auto other = open_at("redis+cluster://" + loopback(cluster.port(5)), counters);
  for (int i = 0; i < 30; ++i) CHECK(get(*other, names[static_cast<std::size_t>(i)]) == std::to_string(i));
  CHECK(counters.reconnects == 0);
}

TEST_CASE("cluster: a parent is followed to the node that keeps it, and many are destroyed on all nodes") {
  Cluster cluster;
  Counters counters;
  const auto store = open_at(cluster.address(), counters), other = open_at(cluster.address(), counters);
  std::vector<RecordName> sessions, logins;
  for (int i = 0; i < 30; ++i) {
    sessions.push_back(fresh_name());
    logins.push_back(fresh_name());
    put(*store, logins.back(), "login");
    auto acquired = store->acquire(sessions.back(), patient());
    REQUIRE(acquired.ok());
    acquired->grant.set_parent(logins.back());
    REQUIRE(code(store->write(acquired->grant, view_of("tied"), kLong, After::release)) == Code::ok);
  }
  for (const RecordName& session : sessions) CHECK(get(*other, session) == "tied");
  REQUIRE(code(store->destroy_all(std::span(logins).first(20), patient())) == Code::ok);
  for (std::size_t i = 0; i < 30; ++i) {
    CHECK(get(*other, sessions[i]) == (i < 20 ? "(absent)" : "tied"));
    CHECK(text(store->acquire(sessions[i], lock_none())->record) == (i < 20 ? "(absent)" : "tied"));
  }
}

TEST_CASE("cluster: many are destroyed though a node made way for its replica meanwhile") {
  Cluster cluster;
  Counters counters;
  const auto store = open_at(cluster.address(), counters);
  std::vector<RecordName> names;
  for (int i = 0; i < 30; ++i) {
    names.push_back(fresh_name());
    put(*store, names.back(), "there");
  }
  REQUIRE(cluster.node(3).ask({"CLUSTER", "FAILOVER"}) == "OK");
  REQUIRE(eventually([&] { return cluster.node(3).ask({"ROLE"}).starts_with("master"); }));
  REQUIRE(code(store->destroy_all(names, patient())) == Code::ok);
  for (const RecordName& name : names) CHECK(get(*store, name) == "(absent)");
}

TEST_CASE("cluster: a session stays whole while its slot moves: MOVED, ASK and TRYAGAIN") {
  Cluster cluster;
  Counters counters;
  const auto store = open_at(cluster.address(), counters);
  const RecordName name = fresh_name();
  put(*store, name, "before");
  const int slot = cluster.slot(name);
  const std::size_t from = Cluster::owner(slot), to = (from + 1) % 3;
  const std::string number = std::to_string(slot), there = cluster.node(to).ask({"CLUSTER", "MYID"});
  const std::string here = cluster.node(from).ask({"CLUSTER", "MYID"});
  REQUIRE(cluster.node(to).ask({"CLUSTER", "SETSLOT", number, "IMPORTING", here}) == "OK");
  REQUIRE(cluster.node(from).ask({"CLUSTER", "SETSLOT", number, "MIGRATING", there}) == "OK");
  CHECK(get(*store, name) == "before");

  // A lock taken in the middle lies over there, the record still here.
  auto held = store->acquire(name, patient());
  REQUIRE(held.ok());
  CHECK(text(held->record) == "before");

  // One key moved, one not: the record must not look absent.
  const std::string base = "usersync:{" + to_base64url(name.view()) + "}:";
  const std::string port = std::to_string(cluster.port(to));
  REQUIRE(cluster.node(from).ask({"MIGRATE", "127.0.0.1", port, base + "d", "0", "5000"}) == "OK");
  CHECK(get(*store, name) == "before");
  Child finish([&] {
    system_clock().pause(std::chrono::milliseconds{300});
    cluster.node(from).ask({"MIGRATE", "127.0.0.1", port, base + "m", "0", "5000"});
    cluster.node(from).ask({"MIGRATE", "127.0.0.1", port, base + "l", "0", "5000"});
    cluster.node(to).ask({"CLUSTER", "SETSLOT", number, "NODE", there});
    cluster.node(from).ask({"CLUSTER", "SETSLOT", number, "NODE", there});
    return 0;
  });
  const Status written = store->write(held->grant, view_of("after"), kLong, After::release);
  CHECK_MESSAGE(written.ok(), (written.ok() ? "" : written.error().what));
  CHECK(finish.result() == 0);
  CHECK(get(*store, name) == "after");
  const auto other = open_at(cluster.address(), counters);
  CHECK(get(*other, name) == "after");
  CHECK(code(other->acquire(name, at_once())) == Code::ok);
}

TEST_CASE("cluster: a release that met a moving slot is said again with the next command") {
  Cluster cluster;
  Counters counters;
  const auto store = open_at(cluster.address(), counters);
  const RecordName name = fresh_name();
  put(*store, name, "data");
  const int slot = cluster.slot(name);
  const std::size_t from = Cluster::owner(slot), to = (from + 1) % 3;
  const std::string number = std::to_string(slot), there = cluster.node(to).ask({"CLUSTER", "MYID"});
  auto held = store->acquire(name, patient());
  REQUIRE(held.ok());
  REQUIRE(cluster.node(from).ask({"CLUSTER", "SETSLOT", number, "MIGRATING", there}) == "OK");
  store->release(held->grant);  // the lock is here, queue and wake list are nowhere: TRYAGAIN
  Child stays([&] {
    system_clock().pause(std::chrono::milliseconds{200});
    cluster.node(from).ask({"CLUSTER", "SETSLOT", number, "STABLE"});
    return 0;
  });
  CHECK(get(*store, name) == "data");
  CHECK(stays.result() == 0);
  const auto other = open_at(cluster.address(), counters);
  CHECK(code(other->acquire(name, at_once())) == Code::ok);
}

TEST_CASE("cluster: a waiter outlives the failover of the node he waits at") {
  Cluster cluster;
  Counters counters;
  const auto holder = open_at(cluster.address() + "?replicas=1", counters);
  const RecordName name = fresh_name();
  put(*holder, name, "before");
  auto held = holder->acquire(name, patient());
  REQUIRE(held.ok());
  const std::size_t owner = Cluster::owner(cluster.slot(name));
  const auto wait_for_it = [&] {
    Counters own;
    const auto store = open_at(cluster.address(), own);
    auto acquired = store->acquire(name, patient());
    return acquired && text(acquired->record) == "after" ? 0 : 1;
  };
  const auto blocked = [&](RedisServer& node) {
    return eventually([&] {
      return node.ask({"INFO", "clients"}).find("blocked_clients:1") != std::string::npos;
    });
  };
  Child waiter(wait_for_it);
  REQUIRE(blocked(cluster.node(owner)));
  REQUIRE(cluster.node(owner + 3).ask({"CLUSTER", "FAILOVER"}) == "OK");
  REQUIRE(eventually([&] { return cluster.node(owner + 3).ask({"ROLE"}).starts_with("master"); }));
  REQUIRE(blocked(cluster.node(owner + 3)));  // he waits over there by now
  CHECK(code(holder->write(held->grant, view_of("after"), kLong, After::release)) == Code::ok);
  CHECK(waiter.result() == 0);
}

TEST_CASE("cluster: a killed node's sessions are served by its replica") {
  Cluster cluster;
  Counters counters;
  const auto store = open_at(cluster.address() + "?replicas=1", counters);
  const RecordName name = fresh_name();
  put(*store, name, "before");
  const std::size_t owner = Cluster::owner(cluster.slot(name));
  cluster.node(owner).stop();
  CHECK(get(*store, name) == "before");
  const auto later = open_at(cluster.address(), counters);
  put(*later, name, "after");
  CHECK(get(*later, name) == "after");
}

TEST_CASE("cluster: a server that is none is refused by name") {
  RedisServer server;
  const int port = free_port();
  REQUIRE(server.start({"--port", std::to_string(port)}).empty());
  Counters counters;
  const auto store = open_at("redis+cluster://" + loopback(port), counters);
  const auto record = store->read(fresh_name());
  REQUIRE_FALSE(record.ok());
  CHECK(record.error().code == Code::invalid_argument);
}

}  // namespace
}  // namespace usersync::test
