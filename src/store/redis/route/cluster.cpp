// The nodes of a Redis cluster (https://redis.io/docs/reference/cluster-spec/): which one keeps a session,
// and what to do while that changes.
#include <algorithm>
#include <array>
#include <limits>

#include "base/assert.h"
#include "store/redis/route/route.h"
#include "store/redis/route/slots.h"

namespace usersync {
namespace {

constexpr std::size_t kMaxNodes = 4096;  // of one cluster, over a worker's life; the specification says 1000
constexpr std::uint16_t kNoNode = std::numeric_limits<std::uint16_t>::max();

class ClusterRoute final : public RedisRoute {
 public:
  ClusterRoute(std::vector<RedisAddress> seeds, RedisAccess access, std::string description)
      : access_(std::move(access)), seeds_(std::move(seeds)), description_(std::move(description)) {
    owners_.fill(kNoNode);
  }

  Result<RedisConnection*> node_for(std::string_view tag, const Wait& wait) override {
    const std::size_t slot = cluster_slot(tag);
    if (stale_ || owners_[slot] == kNoNode) {
      if (Status fetched = fetch_map(wait); !fetched) return fetched.error();
      stale_ = false;
      if (owners_[slot] == kNoNode) {
        return Error{Msg::redis_slot_unserved, description_};
      }
    }
    USERSYNC_ASSERT(owners_[slot] < nodes_.size());
    return nodes_[owners_[slot]].get();
  }

  Next after_failure(const RedisConnection&, const Error& error, int) override {
    stale_ = true;
    return error.code == Code::unavailable ? Next::retry_later() : Next::done();
  }

  Result<Next> after_refusal(const RedisConnection& node, std::string_view refusal) override {
    if (refusal.starts_with("READONLY")) stale_ = true;
    const bool moved = refusal.starts_with("MOVED");
    if (!moved && !refusal.starts_with("ASK ")) return Next::retry_later();

    const auto redirection = parse_redirection(refusal, node.address());
    if (!redirection) return Error{Msg::redis_bad_redirection, description_};
    const std::uint16_t target = index_of(redirection->to);
    if (target == kNoNode) return too_many_nodes();
    if (!moved) return Next::move_to(*nodes_[target]);
    const bool known = owners_[redirection->slot] == target;
    owners_[redirection->slot] = target;
    stale_ = true;  // where one slot went, others did
    return known ? Next::retry_later() : Next::retry();
  }

  std::size_t index_of(std::string_view tag) const noexcept override { return owners_[cluster_slot(tag)]; }
  bool is_single_node() const noexcept override { return false; }

  std::string_view eviction_policy() const noexcept override {
    for (const auto& node : nodes_) {
      if (!node->eviction_policy().empty() && node->eviction_policy() != "noeviction")
        return node->eviction_policy();
    }
    return {};
  }

 private:
  Error too_many_nodes() const { return {Msg::redis_answer_too_large, description_}; }

  // Adds the node if it is new; kNoNode beyond kMaxNodes.
  std::uint16_t index_of(const RedisAddress& address) {
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      if (nodes_[i]->address() == address) return static_cast<std::uint16_t>(i);
    }
    if (nodes_.size() == kMaxNodes) return kNoNode;
    const std::string who = "redis cluster " + address.text();
    nodes_.push_back(std::make_unique<RedisConnection>(address, access_, who));
    return static_cast<std::uint16_t>(nodes_.size() - 1);
  }

  // Asks the nodes known so far, then the seeds, until one sends the map of slots.
  Status fetch_map(const Wait& wait) {
    std::vector<RedisAddress> known;
    for (const auto& node : nodes_) known.push_back(node->address());
    known.insert(known.end(), seeds_.begin(), seeds_.end());
    RespWriter question;
    question.add("CLUSTER", "SLOTS");
    Error last{Msg::redis_cluster_unreachable, description_};
    for (const RedisAddress& address : known) {
      const std::uint16_t index = index_of(address);
      if (index == kNoNode) return too_many_nodes();
      RedisConnection& node = *nodes_[index];
      std::vector<Reply> replies(1);
      const Wait brief = wait.within(access_.connect_timeout);
      if (Status asked = node.run(question, 0, 1, replies, brief); !asked) {
        last = asked.error();
        if (last.code == Code::interrupted || last.code == Code::denied) return last;
        continue;
      }
      if (replies[0].is(Reply::Kind::array) && apply_map(replies[0], address)) return {};
      last = Error{Msg::redis_not_a_cluster, address.text()};
    }
    if (last.code == Code::timed_out) last.code = Code::unavailable;  // of one node, not of them all
    return last;
  }

  // CLUSTER SLOTS: [first, last, [host, port, …] of the primary, replicas…] for each range. False: malformed.
  bool apply_map(const Reply& map, const RedisAddress& from) {
    owners_.fill(kNoNode);
    for (const Reply& range : map.elements) {
      if (range.elements.size() < 3 || range.elements[2].elements.size() < 2) return false;
      const std::int64_t first = range.elements[0].integer, last = range.elements[1].integer;
      const Reply& host = range.elements[2].elements[0];
      const std::int64_t port = range.elements[2].elements[1].integer;
      if (first < 0 || last < first || last >= std::int64_t{kClusterSlots} || port < 1 || port > 65535)
        return false;
      const bool named = !host.text().empty() && host.text() != "?";
      const auto owner =
          index_of({named ? std::string(host.text()) : from.host, static_cast<std::uint16_t>(port), {}});
      if (owner == kNoNode) return false;
      std::fill(owners_.begin() + first, owners_.begin() + last + 1, owner);
    }
    return true;
  }

  const RedisAccess access_;
  const std::vector<RedisAddress> seeds_;
  const std::string description_;
  std::vector<std::unique_ptr<RedisConnection>> nodes_;  // never shrinks: indexes stay valid
  std::array<std::uint16_t, kClusterSlots> owners_;      // indexes into nodes_
  bool stale_ = false;
};

}  // namespace

std::unique_ptr<RedisRoute> route_in_cluster(std::vector<RedisAddress> seeds, RedisAccess access,
                                             std::string description) {
  return std::make_unique<ClusterRoute>(std::move(seeds), std::move(access), std::move(description));
}

}  // namespace usersync
