// The store rules over one Redis server, and over a cluster of six.
#include "redis_topology.h"
#include "unit/store/rules/rules.h"

namespace usersync::test {
namespace {

class RedisBench final : public Bench {
 public:
  std::string name() const override { return "redis"; }
  std::string prepare() override { return server_.start(); }
  bool lease_based() const override { return true; }
  bool counts() const override { return false; }

  std::unique_ptr<Store> open(Counters& counters) override {
    auto store = open_redis(server_.dsn(), redis_context(counters));
    REQUIRE(store.ok());
    return std::move(*store);
  }

 private:
  RedisServer server_;
};

class ClusterBench final : public Bench {
 public:
  std::string name() const override { return "cluster"; }
  std::string prepare() override {
    cluster_ = std::make_unique<Cluster>();
    return {};
  }
  bool lease_based() const override { return true; }
  bool counts() const override { return false; }

  std::unique_ptr<Store> open(Counters& counters) override {
    const auto dsn = parse_dsn(cluster_->address());
    REQUIRE(dsn.ok());
    auto store = open_redis(*dsn, redis_context(counters));
    REQUIRE(store.ok());
    return std::move(*store);
  }

 private:
  std::unique_ptr<Cluster> cluster_;
};

const Registered cluster([] { return std::make_unique<ClusterBench>(); });
const Registered redis([] { return std::make_unique<RedisBench>(); });

}  // namespace
}  // namespace usersync::test
