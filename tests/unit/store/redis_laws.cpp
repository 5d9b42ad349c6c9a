// The law-book over one Redis server.
#include "laws.h"
#include "redis_server.h"

namespace usersync::test {
namespace {

class RedisBench final : public Bench {
 public:
  std::string name() const override { return "redis"; }
  std::string prepare() override { return server_.start(); }
  bool lease_based() const override { return true; }

  std::unique_ptr<Store> open(Counters& counters) override {
    auto store = open_redis(server_.dsn(), redis_context(counters));
    REQUIRE(store.ok());
    return std::move(*store);
  }

 private:
  RedisServer server_;
};

const Registered redis([] { return std::make_unique<RedisBench>(); });

}  // namespace
}  // namespace usersync::test
