#include <doctest/doctest.h>

#include "directory.h"
#include "moved_clock.h"
#include "store/open.h"
#include "store/pool.h"

namespace usersync::test {
namespace {

struct Site {
  Directory one, two, three;
  MovedClock clock;
  Counters counters;
  Pool pool;
  PoolLimits limits;

  StoreConfig context() {
    StoreConfig context;
    context.clock = &clock;
    context.counters = &counters;
    context.default_directory = one.path();
    return context;
  }
  std::shared_ptr<Store> open(const Directory& directory) { return open(directory, context()); }
  std::shared_ptr<Store> open(const Directory& directory, const StoreConfig& context) {
    auto store = pool.open(*parse_dsn("sqlite:" + directory.path()), context, limits);
    REQUIRE(store.ok());
    return *store;
  }
};

}  // namespace

TEST_CASE("pool: the same address and settings return the same store") {
  Site site;
  const auto first = site.open(site.one);
  CHECK(site.open(site.one) == first);
  CHECK(site.open(site.two) != first);
  StoreConfig other = site.context();
  other.prefix = "another:";
  CHECK(site.open(site.one, other) != first);
}

TEST_CASE(
    "pool: above max_connections the least recently used store is dropped, and lives on while it is used") {
  Site site;
  site.limits.max_connections = 2;
  const auto first = site.open(site.one);
  const std::weak_ptr<Store> second = site.open(site.two);
  CHECK(site.open(site.one) == first);
  site.open(site.three);
  CHECK(second.expired());
  CHECK(site.open(site.one) == first);
  site.open(site.two);
  site.open(site.three);
  CHECK(site.open(site.one) != first);
  CHECK(first->read(RecordName{}).ok());
}

TEST_CASE("pool: an idle store is closed at the end of a request, a recently used one is kept") {
  Site site;
  const std::weak_ptr<Store> idle = site.open(site.one);
  site.clock.move(Seconds{59});
  const std::weak_ptr<Store> recent = site.open(site.two);
  site.pool.end_of_request(site.clock, site.limits);
  CHECK_FALSE(idle.expired());
  site.clock.move(Seconds{2});
  site.pool.end_of_request(site.clock, site.limits);
  CHECK(idle.expired());
  CHECK_FALSE(recent.expired());
}

TEST_CASE("pool: without persistence no store outlives its request") {
  Site site;
  site.limits.persistent = false;
  const std::weak_ptr<Store> store = site.open(site.one);
  CHECK_FALSE(store.expired());
  site.pool.end_of_request(site.clock, site.limits);
  CHECK(store.expired());
}

TEST_CASE("pool: a forked child opens a store of its own, and its parent's store still works") {
  Site site;
  const auto parents = site.open(site.one);
  Child child([&] {
    auto own = site.pool.open(*parse_dsn("sqlite:" + site.one.path()), site.context(), site.limits);
    if (!own.ok() || *own == parents) return 1;
    return (*own)->read(RecordName{}).ok() && !parents->read(RecordName{}).ok() ? 0 : 2;
  });
  CHECK(child.result() == 0);
  CHECK(parents->read(RecordName{}).ok());
  CHECK(site.open(site.one) == parents);
}

TEST_CASE("pool: the error about an unknown scheme names it") {
  Counters counters;
  StoreConfig context;
  context.counters = &counters;
  Dsn dsn;
  dsn.scheme = "carrier-pigeon";
  const auto store = open_store(dsn, context);
  REQUIRE_FALSE(store.ok());
  CHECK(store.error().where() == "carrier-pigeon");
}

}  // namespace usersync::test
