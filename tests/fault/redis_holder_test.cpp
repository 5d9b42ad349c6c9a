// A request that dies while it holds a session over Redis: the next one takes over at once, and only where
// the server itself knows that the holder's connection is gone.
#include "redis_line.h"
#include "unit/store/redis/redis_topology.h"
#include "wire/base64url.h"

namespace usersync::test {
namespace {

std::string lock_key(const RecordName& name) { return "usersync:{" + to_base64url(name.view()) + "}:l"; }

std::string run_id(const RedisServer& server) {
  const std::string info = server.ask({"INFO", "server"});
  return info.substr(info.find("run_id:") + 7, 40);
}

bool names_holder(const RedisServer& server, const RecordName& name) {
  return eventually([&] { return server.ask({"GET", lock_key(name)}).find('@') != std::string::npos; });
}

// A lock as a holder with this connection leaves it.
void leave_lock(const RedisServer& server, const RecordName& name, const std::string& connection) {
  const std::string token(22, 'A');
  REQUIRE(server.ask({"SET", lock_key(name), token + "@" + connection, "PX", "60000"}) == "OK");
}

// A process that holds the session, with a lease longer than any test waits.
class Doomed {
 public:
  Doomed(Line& line, const RecordName& name)
      : process_([&line, name] {
          const auto store = line.open_directly();
          auto acquired = store->acquire(name, leased(Seconds{600}));
          while (acquired.ok()) system_clock().pause(std::chrono::seconds{1});
          return 1;
        }) {
    REQUIRE(eventually([&] {
      return line.server().ask({"GET", lock_key(name)}).find('@') != std::string::npos;
    }));
  }
  void kill() { process_.kill(); }

 private:
  Child process_;
};

TEST_CASE("redis: a request takes over at once from a holder that was killed") {
  Line line;
  const RecordName name = fresh_name();
  line.put(name, "data");
  Doomed holder(line, name);
  holder.kill();
  Held held = line.hold(name);
  CHECK(text(held.record) == "data");
  CHECK(held.write("next") == Code::ok);
  CHECK(line.held(name) == "next");
}

TEST_CASE("redis: waiters take over in turn when the holder is killed while they wait") {
  Line line;
  const RecordName name = fresh_name();
  line.put(name, "data");
  Doomed holder(line, name);
  Child first = line.waiter(name, "data");
  REQUIRE(blocked(line.server(), 1));
  Child second = line.waiter(name, "data");
  REQUIRE(blocked(line.server(), 2));
  holder.kill();
  CHECK(first.result() == 0);
  CHECK(second.result() == 0);
}

TEST_CASE(
    "redis: a living holder whose connection was killed loses the lock, and its late write is refused") {
  Line line;
  const RecordName name = fresh_name();
  line.put(name, "old");
  const auto store = line.open_directly();
  REQUIRE(code(store->read(name)) == Code::ok);
  auto acquired = store->acquire(name, leased(Seconds{600}));
  REQUIRE(acquired.ok());
  const std::string lock = line.server().ask({"GET", lock_key(name)});
  REQUIRE(line.server().ask({"CLIENT", "KILL", "ID", lock.substr(lock.find('/') + 1)}) == "1");
  line.put(name, "new");
  CHECK(code(store->write(acquired->grant, view_of("late"), kLong, After::release)) == Code::conflict);
  CHECK(line.held(name) == "new");
}

TEST_CASE("redis: a holder that renews on a new connection is not taken for dead") {
  Line line;
  const RecordName name = fresh_name();
  Held held = line.hold(name, leased(Seconds{600}));
  REQUIRE(held.write("one", After::keep_lock) == Code::ok);
  const std::string lock = line.server().ask({"GET", lock_key(name)});
  REQUIRE(line.server().ask({"CLIENT", "KILL", "ID", lock.substr(lock.find('/') + 1)}) == "1");
  REQUIRE(code(held.store->renew(held.grant, leased(Seconds{600}))) == Code::ok);
  CHECK(code(line.open_directly()->acquire(name, waiting(Millis{300}))) == Code::lock_timeout);
  CHECK(held.write("two") == Code::ok);
}

TEST_CASE(
    "redis: the lease decides where the lock names no connection, another run of the server, or a living "
    "client") {
  Line line;
  const auto living = line.open_directly();
  REQUIRE(code(living->read(fresh_name())) == Code::ok);
  const std::string run = run_id(line.server());
  const std::string clients = line.server().ask({"CLIENT", "LIST"});
  const std::string id = clients.substr(clients.find("id=") + 3, clients.find(' ') - clients.find("id=") - 3);
  for (const std::string& connection : {std::string(), std::string(40, '0') + "/99999", run + "/" + id}) {
    const RecordName name = fresh_name();
    leave_lock(line.server(), name, connection);
    CHECK(code(line.open_directly()->acquire(name, waiting(Millis{300}))) == Code::lock_timeout);
  }
  const RecordName name = fresh_name();
  leave_lock(line.server(), name, run + "/99999");
  CHECK(code(line.open_directly()->acquire(name, waiting(Seconds{5}))) == Code::ok);
}

TEST_CASE("redis: the lease decides after a restart between lock and wait") {
  Line line({"--appendonly", "yes"});
  const RecordName name = fresh_name();
  line.put(name, "data");
  { Held held = line.hold(name, leased(Seconds{600})); }
  REQUIRE(eventually([&] {
    return line.server().ask({"GET", lock_key(name)}).find('@') != std::string::npos;
  }));
  line.server().stop();
  REQUIRE(line.server().start({"--appendonly", "yes"}).empty());
  REQUIRE(names_holder(line.server(), name));  // loaded
  CHECK(code(line.open_directly()->acquire(name, waiting(Millis{300}))) == Code::lock_timeout);
}

TEST_CASE("redis: the lease decides without the permission to list clients, and with ?dead_holder=lease") {
  Line line({"--user", "app", "on", ">pass", "~usersync:*", "+@all", "-client|list"});
  const RecordName name = fresh_name();
  leave_lock(line.server(), name, run_id(line.server()) + "/99999");
  Counters counters;
  Dsn dsn = line.server().dsn();
  dsn.user = "app";
  dsn.password = "pass";
  CHECK(code(open_at(dsn, counters, Line::kTimeout)->acquire(name, waiting(Millis{300}))) ==
        Code::lock_timeout);
  dsn = line.server().dsn();
  dsn.params = {{"dead_holder", "lease"}};
  const auto store = open_at(dsn, counters, Line::kTimeout);
  CHECK(code(store->acquire(name, waiting(Millis{300}))) == Code::lock_timeout);
  const RecordName other = fresh_name();
  REQUIRE(code(store->acquire(other, patient())) == Code::ok);
  CHECK(line.server().ask({"GET", lock_key(other)}).size() == 22);  // the token alone
}

TEST_CASE("cluster: the lease decides where the slot has moved to another node") {
  Cluster cluster;
  const RecordName name = fresh_name();
  const std::size_t owner = Cluster::owner(cluster.slot(name));
  const std::string elsewhere = run_id(cluster.node((owner + 1) % 3));
  Counters counters;
  const auto dsn = parse_dsn(cluster.address());
  REQUIRE(dsn.ok());
  const auto store = open_at(*dsn, counters, Millis{10'000});
  leave_lock(cluster.node(owner), name, elsewhere + "/99999");
  CHECK(code(store->acquire(name, waiting(Millis{300}))) == Code::lock_timeout);
  leave_lock(cluster.node(owner), name, run_id(cluster.node(owner)) + "/99999");
  CHECK(code(store->acquire(name, waiting(Seconds{5}))) == Code::ok);
}

}  // namespace
}  // namespace usersync::test
