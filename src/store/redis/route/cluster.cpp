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

constexpr Millis kSilence{30'000};  // for so long a node that did not answer is asked last
constexpr Millis kShortest{100};    // given to one node, however many there are

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
    return &nodes_[owners_[slot]]->connection;
  }

  Next after_failure(RedisConnection& node, const Error& error, int) override {
    stale_ = true;
    const bool silent = error.code == Code::unavailable || error.code == Code::timed_out;
    if (silent) postpone(node);
    return silent ? Next::retry_later() : Next::done();
  }

  Result<Next> after_refusal(RedisConnection& node, std::string_view refusal, int) override {
    if (refusal.starts_with("READONLY")) stale_ = true;
    const bool moved = refusal.starts_with("MOVED");
    if (!moved && !refusal.starts_with("ASK ")) return Next::retry_later();

    const auto redirection = parse_redirection(refusal, node.address());
    if (!redirection) return Error{Msg::redis_bad_redirection, description_};
    const std::uint16_t target = index_of(redirection->to);
    if (target == kNoNode) return too_many_nodes();
    if (!moved) return Next::move_to(nodes_[target]->connection);
    const bool known = owners_[redirection->slot] == target;
    owners_[redirection->slot] = target;
    stale_ = true;  // where one slot went, others did
    return known ? Next::retry_later() : Next::retry();
  }

  std::size_t index_of(std::string_view tag) const noexcept override { return owners_[cluster_slot(tag)]; }
  const RedisConnection* known_node(std::string_view tag) const noexcept override {
    const std::size_t owner = index_of(tag);
    return owner < nodes_.size() ? &nodes_[owner]->connection : nullptr;
  }
  bool is_single_node() const noexcept override { return false; }

  std::string_view eviction_policy() const noexcept override {
    for (const auto& node : nodes_) {
      const std::string& policy = node->connection.eviction_policy();
      if (!policy.empty() && policy != "noeviction") return policy;
    }
    return {};
  }

 private:
  struct Node {
    Node(const RedisAddress& address, const RedisAccess& access, std::string description)
        : connection(address, access, std::move(description)) {}

    RedisConnection connection;
    Millis silent_until{0};  // by the monotonic clock
  };

  Error too_many_nodes() const { return {Msg::redis_answer_too_large, description_}; }

  // Adds the node if it is new; kNoNode beyond kMaxNodes.
  std::uint16_t index_of(const RedisAddress& address) {
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      if (nodes_[i]->connection.address() == address) return static_cast<std::uint16_t>(i);
    }
    if (nodes_.size() == kMaxNodes) return kNoNode;
    const std::string who = "redis cluster " + address.text();
    nodes_.push_back(std::make_unique<Node>(address, access_, who));
    return static_cast<std::uint16_t>(nodes_.size() - 1);
  }

  // The node did not answer: others are asked first for a while.
  void postpone(const RedisConnection& connection) {
    for (const auto& node : nodes_) {
      if (&node->connection == &connection) node->silent_until = access_.clock->monotonic() + kSilence;
    }
  }

  // All nodes known so far and the seeds, in the order in which to ask them: those with a connection, the
  // others, and last those that did not answer a short while ago.
  std::vector<Node*> by_promise() const {
    const Millis now = access_.clock->monotonic();
    const auto rank = [&](const Node* node) {
      return node->silent_until > now ? 2 : node->connection.connected() ? 0 : 1;
    };
    std::vector<Node*> nodes;
    for (const auto& node : nodes_) nodes.push_back(node.get());
    std::stable_sort(nodes.begin(), nodes.end(),
                     [&](const Node* a, const Node* b) { return rank(a) < rank(b); });
    return nodes;
  }

  // Asks one node after the other until one sends the map of slots. A first round gives each a share of
  // connect_timeout, so that silent ones do not use it up; a second one gives each all of it.
  Status fetch_map(const Wait& wait) {
    for (const RedisAddress& seed : seeds_) {
      if (index_of(seed) == kNoNode) return too_many_nodes();
    }
    const std::vector<Node*> nodes = by_promise();
    const Millis share = access_.connect_timeout / static_cast<int>(nodes.size());
    Status fetched = ask_for_map(nodes, wait, std::max(share, kShortest));
    if (fetched || fetched.error().code != Code::timed_out) return fetched;
    fetched = ask_for_map(nodes, wait, access_.connect_timeout);
    if (fetched || fetched.error().code != Code::timed_out) return fetched;
    Error last = fetched.error();
    last.code = Code::unavailable;  // timed out is one node, not all of them
    return last;
  }

  Status ask_for_map(const std::vector<Node*>& nodes, const Wait& wait, Millis each) {
    RespWriter question;
    question.add("CLUSTER", "SLOTS");
    Error last{Msg::redis_cluster_unreachable, description_};
    bool timed_out = false;
    for (Node* const node : nodes) {
      std::vector<Reply> replies(1);
      if (Status asked = node->connection.run(question, 0, 1, replies, wait.within(each)); !asked) {
        last = asked.error();
        if (last.code == Code::interrupted || last.code == Code::denied) return last;
        timed_out = timed_out || last.code == Code::timed_out;
        postpone(node->connection);
        continue;
      }
      node->silent_until = Millis{0};
      const RedisAddress& address = node->connection.address();
      if (replies[0].is(Reply::Kind::array) && apply_map(replies[0], address)) return {};
      last = Error{Msg::redis_not_a_cluster, address.text()};
    }
    if (timed_out && last.code == Code::unavailable) last.code = Code::timed_out;
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
  std::vector<std::unique_ptr<Node>> nodes_;         // never shrinks: indexes stay valid
  std::array<std::uint16_t, kClusterSlots> owners_;  // indexes into nodes_
  bool stale_ = false;
};

}  // namespace

std::unique_ptr<RedisRoute> route_in_cluster(std::vector<RedisAddress> seeds, RedisAccess access,
                                             std::string description) {
  return std::make_unique<ClusterRoute>(std::move(seeds), std::move(access), std::move(description));
}

}  // namespace usersync
