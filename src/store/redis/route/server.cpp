// One server at a fixed address.
#include "store/redis/route/route.h"

namespace usersync {
namespace {

class ServerRoute final : public RedisRoute {
 public:
  ServerRoute(RedisAddress address, RedisAccess access, std::string description)
      : access_(std::move(access)), server_(std::move(address), access_, std::move(description)) {}

  Result<RedisConnection*> node_for(std::string_view, const Wait&) override { return &server_; }

  // A kept connection may have been closed meanwhile: one fresh one is worth a try.
  Next after_failure(RedisConnection&, const Error& error, int times) override {
    return error.code == Code::unavailable && server_.reached() && times == 1 ? Next::retry() : Next::done();
  }

  // The server became a replica: its name may lead to the new primary by now, and a kept connection never
  // would.
  Result<Next> after_refusal(RedisConnection&, std::string_view refusal, int times) override {
    if (!refusal.starts_with("READONLY")) return Next::done();
    server_.close();
    return times == 1 ? Next::retry() : Next::done();
  }

  std::size_t index_of(std::string_view) const noexcept override { return 0; }
  const RedisConnection* known_node(std::string_view) const noexcept override { return &server_; }
  bool is_single_node() const noexcept override { return true; }
  std::string_view eviction_policy() const noexcept override { return server_.eviction_policy(); }

 private:
  const RedisAccess access_;
  RedisConnection server_;
};

}  // namespace

std::unique_ptr<RedisRoute> route_to_server(RedisAddress address, RedisAccess access,
                                            std::string description) {
  return std::make_unique<ServerRoute>(std::move(address), std::move(access), std::move(description));
}

}  // namespace usersync
