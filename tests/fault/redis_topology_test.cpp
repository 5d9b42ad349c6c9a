// Sentinels and clusters on the loopback: sessions survive failovers and moving slots.
#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "redis_line.h"
#include "unit/store/redis/redis_topology.h"
#include "wire/base64url.h"

namespace usersync::test {
namespace {

std::unique_ptr<Store> open_at(const std::string& address, Counters& counters,
                               Millis timeout = Millis{10'000}) {
  const auto dsn = parse_dsn(address);
  REQUIRE(dsn.ok());
  return test::open_at(*dsn, counters, timeout);
}

TEST_CASE("sentinel: a session survives the failover, and a Sentinel that is down is passed over") {
  Watched watched;
  Counters counters;
  const auto store = open_at(watched.address() + "?replicas=1", counters);
  const RecordName name = fresh_name();
  put(*store, name, "before");  // confirmed by the replica
  auto held = store->acquire(name, patient());
  REQUIRE(held.ok());
  watched.sentinel(0).stop();
  watched.primary().stop();

  const auto later = open_at(watched.address(), counters);
  REQUIRE(eventually([&] { return watched.replica().ask({"ROLE"}).starts_with("master"); }));
  CHECK(get(*later, name) == "before");
  put(*later, fresh_name(), "after");
  // The first use finds the old connection broken, and the Sentinels name the new primary. The replica has
  // the record; whether it has the lock too is a matter of timing.
  CHECK(get(*store, name) == "before");
}

TEST_CASE("sentinel: a worker leaves a primary that was made a replica") {
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
  // The Sentinels do this to an old primary that is still alive, about ten seconds later.
  REQUIRE(watched.primary().ask({"REPLICAOF", "127.0.0.1", port}) == "OK");
  put(*store, name, "after");
  CHECK(get(*store, name) == "after");
  const auto other = open_at(watched.address(), counters);
  CHECK(get(*other, name) == "after");
}

TEST_CASE("sentinel: a worker follows the failover of a primary that hangs without closing its connection") {
  Watched watched;
  Counters counters;
  const auto store = open_at(watched.address(), counters, Millis{1000});
  put(*store, fresh_name(), "before");
  watched.primary().freeze();
  REQUIRE(eventually([&] { return watched.replica().ask({"ROLE"}).starts_with("master"); }));
  const RecordName name = fresh_name();
  const bool followed = eventually([&] { return store->acquire(name, lock_none()).ok(); });
  CHECK(followed);
  if (followed) put(*store, name, "after");
  CHECK(get(*store, name) == "after");
}

TEST_CASE("sentinel: a waiter follows the failover of a primary that hangs while it waits") {
  Watched watched;
  Counters counters;
  const RecordName name = fresh_name();
  const auto holder = open_at(watched.address() + "?replicas=1", counters);
  put(*holder, name, "before");  // confirmed by the replica
  auto held = holder->acquire(name, leased(Seconds{1}));
  REQUIRE(held.ok());
  Child waiter([&] {
    Counters own;
    Terms terms = patient();
    terms.wait = Seconds{30};
    return open_at(watched.address(), own, Millis{1000})->acquire(name, terms).ok() ? 0 : 1;
  });
  REQUIRE(blocked(watched.primary(), 1));
  watched.primary().freeze();
  CHECK(waiter.result() == 0);
}

TEST_CASE("sentinel: a name that no Sentinel knows is an error") {
  RedisServer sentinel;
  const int port = free_port();
  REQUIRE(sentinel.start_sentinel(port, free_port(), 1).empty());
  Counters counters;
  const auto store = open_at("redis+sentinel://" + loopback(port) + "/unknown", counters, Millis{500});
  CHECK(code(store->read(fresh_name())) == Code::unavailable);
}

TEST_CASE("sentinel: a Sentinel with a user and password of its own is asked with those") {
  RedisServer primary, sentinel, named;
  const int port = free_port(), ports[] = {free_port(), free_port()};
  REQUIRE(primary.start({"--port", std::to_string(port)}).empty());
  REQUIRE(sentinel.start_sentinel(ports[0], port, 1, "requirepass geheim").empty());
  REQUIRE(named.start_sentinel(ports[1], port, 1, "user default off\nuser asker on >geheim +@all").empty());
  const std::string file = primary.directory() + "/password";
  std::ofstream(file) << "geheim\n";
  REQUIRE(chmod(file.c_str(), 0400) == 0);
  Counters counters;
  const auto read = [&](int at, const std::string& parameters) {
    return code(open_at("redis+sentinel://" + loopback(at) + "/main" + parameters, counters, Millis{1000})
                    ->read(fresh_name()));
  };
  CHECK(read(ports[0], "?sentinel_password_file=" + file) == Code::ok);
  CHECK(read(ports[1], "?sentinel_user=asker&sentinel_password_file=" + file) == Code::ok);
  CHECK(read(ports[0], "") == Code::denied);
  CHECK(read(ports[1], "?sentinel_password_file=" + file) == Code::denied);
}

// The slot of a session, on its way from its owner to the next primary.
class MovingSlot {
 public:
  MovingSlot(Cluster& cluster, const RecordName& name)
      : cluster_(cluster),
        base_("usersync:{" + to_base64url(name.view()) + "}:"),
        number_(std::to_string(cluster.slot(name))),
        owner_(Cluster::owner(cluster.slot(name))) {}

  const std::string& number() const noexcept { return number_; }
  RedisServer& from() const noexcept { return cluster_.node(owner_); }
  RedisServer& to() const noexcept { return cluster_.node(next()); }

  void import() const { REQUIRE(set(to(), "IMPORTING", from()) == "OK"); }
  void migrate() const { REQUIRE(set(from(), "MIGRATING", to()) == "OK"); }
  std::string move(const std::string& key) const {
    const std::string port = std::to_string(cluster_.port(next()));
    return from().ask({"MIGRATE", "127.0.0.1", port, base_ + key, "0", "5000"});
  }
  void finish() const {
    set(to(), "NODE", to());
    set(from(), "NODE", to());
  }

 private:
  std::size_t next() const noexcept { return (owner_ + 1) % 3; }
  std::string set(RedisServer& node, const char* state, RedisServer& other) const {
    return node.ask({"CLUSTER", "SETSLOT", number_, state, other.ask({"CLUSTER", "MYID"})});
  }

  Cluster& cluster_;
  const std::string base_;
  const std::string number_;
  const std::size_t owner_;
};

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
    put(*store, sessions.back(), "tied", logins.back());
  }
  for (const RecordName& session : sessions) CHECK(get(*other, session) == "tied");
  REQUIRE(code(store->destroy_all(std::span(logins).first(20), patient())) == Code::ok);
  for (std::size_t i = 0; i < 30; ++i) {
    CHECK(get(*other, sessions[i]) == (i < 20 ? "(absent)" : "tied"));
    CHECK(text(store->acquire(sessions[i], lock_none())->record) == (i < 20 ? "(absent)" : "tied"));
  }
}

TEST_CASE("cluster: many are destroyed although a replica took over meanwhile") {
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
  const MovingSlot slot(cluster, name);
  slot.import();
  slot.migrate();
  CHECK(get(*store, name) == "before");

  // A lock that is taken now is stored at the new node, while the record is still at the old one.
  auto held = store->acquire(name, patient());
  REQUIRE(held.ok());
  CHECK(text(held->record) == "before");

  // One key moved, one not: the record must not look absent.
  REQUIRE(slot.move("d") == "OK");
  CHECK(get(*store, name) == "before");
  Child finish([&] {
    system_clock().pause(std::chrono::milliseconds{300});
    slot.move("l");
    slot.finish();
    return 0;
  });
  const Status written = store->write(held->grant, view_of("after"), kLong, After::release);
  CHECK_MESSAGE(written.ok(), (written.ok() ? "" : described(written.error())));
  CHECK(finish.result() == 0);
  CHECK(get(*store, name) == "after");
  const auto other = open_at(cluster.address(), counters);
  CHECK(get(*other, name) == "after");
  CHECK(code(other->acquire(name, at_once())) == Code::ok);
}

TEST_CASE("cluster: a release that met a moving slot is sent again with the next command") {
  Cluster cluster;
  Counters counters;
  const auto store = open_at(cluster.address(), counters);
  const RecordName name = fresh_name();
  put(*store, name, "data");
  const MovingSlot slot(cluster, name);
  auto held = store->acquire(name, patient());
  REQUIRE(held.ok());
  slot.migrate();
  store->release(held->grant);  // the lock is here, queue and wake list are nowhere: TRYAGAIN
  Child stays([&] {
    system_clock().pause(std::chrono::milliseconds{200});
    slot.from().ask({"CLUSTER", "SETSLOT", slot.number(), "STABLE"});
    return 0;
  });
  CHECK(get(*store, name) == "data");
  CHECK(stays.result() == 0);
  const auto other = open_at(cluster.address(), counters);
  CHECK(code(other->acquire(name, at_once())) == Code::ok);
}

TEST_CASE("cluster: a waiter survives the failover of the node at which it waits") {
  Cluster cluster;
  Counters counters;
  const auto holder = open_at(cluster.address() + "?replicas=1", counters);
  const RecordName name = fresh_name();
  put(*holder, name, "before");
  auto held = holder->acquire(name, patient());
  REQUIRE(held.ok());
  const std::size_t owner = Cluster::owner(cluster.slot(name));
  Child waiter([&] {
    Counters own;
    return Line::await(*open_at(cluster.address(), own), name, "after");
  });
  REQUIRE(blocked(cluster.node(owner), 1));
  REQUIRE(cluster.node(owner + 3).ask({"CLUSTER", "FAILOVER"}) == "OK");
  REQUIRE(eventually([&] { return cluster.node(owner + 3).ask({"ROLE"}).starts_with("master"); }));
  REQUIRE(blocked(cluster.node(owner + 3), 1));  // it waits at the new primary by now
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

// A server that accepts connections and never answers.
class Silent {
 public:
  Silent() : listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    REQUIRE(bind(listener_, any, size) == 0);
    REQUIRE(listen(listener_, 64) == 0);
    getsockname(listener_, any, &size);
    port_ = ntohs(address.sin_port);
  }
  ~Silent() { close(listener_); }
  int port() const noexcept { return port_; }
  int connections() const {  // since the last call
    int count = 0;
    for (int one; (one = accept(listener_, nullptr, nullptr)) >= 0; ++count) close(one);
    return count;
  }

 private:
  int listener_;
  int port_ = 0;
};

TEST_CASE("cluster: nodes that do not answer are asked last, and once in a while only") {
  Cluster cluster;
  const Silent silent[2];
  Counters counters;
  const auto store = open_at("redis+cluster://" + loopback(silent[0].port()) + "," +
                                 loopback(silent[1].port()) + "," + loopback(cluster.port(0)),
                             counters);
  std::vector<RecordName> names(20);
  for (RecordName& name : names) put(*store, name = fresh_name(), "before");
  CHECK(silent[0].connections() + silent[1].connections() <= 2);
  for (const std::size_t replica : {3, 4}) {
    REQUIRE(cluster.node(replica).ask({"CLUSTER", "FAILOVER"}) == "OK");
    REQUIRE(eventually([&] { return cluster.node(replica).ask({"ROLE"}).starts_with("master"); }));
    for (const RecordName& name : names) put(*store, name, "after");  // the map is fetched again
  }
  CHECK(silent[0].connections() + silent[1].connections() == 0);
}

TEST_CASE("cluster: a server that is not a cluster is refused by name") {
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
