// The primary that the Sentinels name (https://redis.io/docs/reference/sentinel-clients/): ask one, verify by
// ROLE, ask again when the primary is gone or takes no writes any more.
#include <algorithm>
#include <cstdlib>

#include "store/redis/error.h"
#include "store/redis/route/route.h"

namespace usersync {
namespace {

class SentinelRoute final : public RedisRoute {
 public:
  SentinelRoute(std::vector<RedisAddress> sentinels, std::string primary, RedisAccess sentinel,
                RedisAccess access, std::string description)
      : sentinel_access_(std::move(sentinel)),
        access_(std::move(access)),
        name_(std::move(primary)),
        description_(std::move(description)) {
    for (RedisAddress& one : sentinels) {
      const std::string who = "redis sentinel " + one.text();
      sentinels_.push_back(std::make_unique<RedisConnection>(std::move(one), sentinel_access_, who));
    }
  }

  Result<RedisConnection*> node_for(std::string_view, const Wait& wait) override {
    if (stale_) {
      if (Status found = locate(wait); !found) return found.error();
      stale_ = false;
    }
    return primary_.get();
  }

  // A primary that hangs closes no connection: after an answer that did not come the Sentinels are asked too.
  Next after_failure(RedisConnection&, const Error& error, int) override {
    const bool gone =
        error.code == Code::unavailable || error.code == Code::read_only || error.code == Code::timed_out;
    if (!gone) return Next::done();
    stale_ = true;
    return Next::retry_later();
  }

  Result<Next> after_refusal(RedisConnection& node, std::string_view refusal, int) override {
    if (!refusal.starts_with("READONLY")) return Next::done();
    node.close();  // its role is asked again, should it still be named
    stale_ = true;
    return Next::retry_later();
  }

  std::size_t index_of(std::string_view) const noexcept override { return 0; }
  const RedisConnection* known_node(std::string_view) const noexcept override { return primary_.get(); }
  bool is_single_node() const noexcept override { return true; }
  std::string_view eviction_policy() const noexcept override {
    return primary_ ? std::string_view(primary_->eviction_policy()) : std::string_view{};
  }

 private:
  // Asks the Sentinels one after the other until one names the primary.
  Status locate(const Wait& wait) {
    Error last{Msg::redis_no_primary, description_};
    RespWriter question;
    question.add("SENTINEL", "get-master-addr-by-name", name_);
    for (auto one = sentinels_.begin(); one != sentinels_.end(); ++one) {
      std::vector<Reply> replies(1);
      const Wait brief = wait.within(access_.connect_timeout);
      if (Status asked = (*one)->run(question, 0, 1, replies, brief); !asked) {
        if (asked.error().code == Code::interrupted) return asked;
        last = asked.error();
        continue;
      }
      if (replies[0].is(Reply::Kind::error)) {
        last = redis_error(replies[0].text());
        last.set_where("redis sentinel " + (*one)->address().text());
        continue;
      }
      const auto& answer = replies[0].elements;
      if (answer.size() != 2) continue;
      const std::string port(answer[1].text());
      RedisAddress address{
          std::string(answer[0].text()), static_cast<std::uint16_t>(std::atoi(port.c_str())), {}};
      if (!primary_ || primary_->address() != address) {
        const std::string who = "redis " + name_ + " at " + address.text();
        primary_ = std::make_unique<RedisConnection>(std::move(address), access_, who);
      }
      std::rotate(sentinels_.begin(), one, one + 1);  // the one that answered is asked first the next time
      return {};
    }
    if (last.code == Code::denied) return last;
    last.code = Code::unavailable;  // whatever the last Sentinel answered
    return last;
  }

  const RedisAccess sentinel_access_;
  const RedisAccess access_;
  const std::string name_;
  const std::string description_;
  std::vector<std::unique_ptr<RedisConnection>> sentinels_;
  std::unique_ptr<RedisConnection> primary_;  // null until a Sentinel named one
  bool stale_ = true;                         // ask the Sentinels before the next use
};

}  // namespace

std::unique_ptr<RedisRoute> route_by_sentinel(std::vector<RedisAddress> sentinels, std::string primary,
                                              RedisAccess sentinel, RedisAccess access,
                                              std::string description) {
  return std::make_unique<SentinelRoute>(std::move(sentinels), std::move(primary), std::move(sentinel),
                                         std::move(access), std::move(description));
}

}  // namespace usersync
