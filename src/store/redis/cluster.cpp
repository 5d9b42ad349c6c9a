// The nodes of a Redis cluster (https://redis.io/docs/reference/cluster-spec/): which one keeps a session,
// and what to do while that changes.
#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>

#include "store/redis/link.h"

namespace usersync {
namespace {

constexpr std::size_t kSlots = 16384;
constexpr std::uint16_t kNobody = std::numeric_limits<std::uint16_t>::max();

// CRC-16/XMODEM, as the cluster specification demands.
constexpr std::uint16_t crc16(std::string_view text) noexcept {
  std::uint16_t crc = 0;
  for (const char c : text) {
    crc = static_cast<std::uint16_t>(crc ^ static_cast<std::uint16_t>(static_cast<unsigned char>(c) << 8));
    for (int bit = 0; bit < 8; ++bit) {
      crc = static_cast<std::uint16_t>((crc & 0x8000) != 0 ? crc << 1 ^ 0x1021 : crc << 1);
    }
  }
  return crc;
}
static_assert(crc16("123456789") == 0x31c3);

std::size_t slot_of(std::string_view tag) noexcept { return crc16(tag) % kSlots; }

struct Redirection {
  std::size_t slot = 0;
  RedisAddress to;
};

// "MOVED 3999 127.0.0.1:6381", "ASK 3999 :6381": without a host, the one that answered.
std::optional<Redirection> parse_redirection(std::string_view text, const RedisAddress& from) {
  const auto first = text.find(' ');
  const auto second = text.find(' ', first + 1);
  const auto colon = text.rfind(':');
  if (first == text.npos || second == text.npos || colon == text.npos || colon < second) return std::nullopt;
  Redirection found;
  const std::string_view slot = text.substr(first + 1, second - first - 1);
  const std::string_view port = text.substr(colon + 1);
  if (std::from_chars(slot.data(), slot.data() + slot.size(), found.slot).ec != std::errc{})
    return std::nullopt;
  if (std::from_chars(port.data(), port.data() + port.size(), found.to.port).ec != std::errc{})
    return std::nullopt;
  found.to.host = text.substr(second + 1, colon - second - 1);
  if (found.to.host.empty() || found.to.host == "?") found.to.host = from.host;
  if (found.slot >= kSlots || found.to.port == 0) return std::nullopt;
  return found;
}

class ClusterLink final : public RedisLink {
 public:
  ClusterLink(std::vector<RedisAddress> seeds, RedisAccess access, std::string description,
              Counters& counters, Millis timeout)
      : RedisLink(std::move(access), counters, timeout),
        seeds_(std::move(seeds)),
        description_(std::move(description)) {
    owners_.fill(kNobody);
  }

  std::string_view eviction_policy() const noexcept override {
    for (const auto& node : nodes_) {
      if (!node->eviction_policy().empty() && node->eviction_policy() != "noeviction")
        return node->eviction_policy();
    }
    return {};
  }

  Result<std::size_t> node_for_slot(std::string_view tag, const Wait& wait) override {
    auto node = node_for(tag, wait);
    if (!node) return node.error();
    return std::size_t{owners_[slot_of(tag)]};
  }
  bool is_single_node() const noexcept override { return false; }

 private:
  Result<RedisConnection*> node_for(std::string_view tag, const Wait& wait) override {
    const std::size_t slot = slot_of(tag);
    while (stale_ || owners_[slot] == kNobody) {
      Status learned = learn(wait);
      if (learned) stale_ = false;
      if (learned && owners_[slot] != kNobody) break;
      if (!learned && learned.error().code != Code::unavailable) return learned.error();
      if (pause(wait)) continue;
      if (!learned) return learned.error();
      return Error{Code::unavailable, "no node of the cluster keeps this part of it", description_};
    }
    return nodes_[owners_[slot]].get();
  }

  bool lost(std::string_view, RedisConnection&, const Error& error, int, const Wait& wait) override {
    stale_ = true;
    return error.code == Code::unavailable && pause(wait);
  }

  Result<bool> redirect(std::string_view, RedisConnection& node, const RespWriter& commands, std::size_t& at,
                        std::vector<Reply>& replies, const Wait& wait) override {
    const std::string text(replies[at].text());
    if (text.starts_with("READONLY")) stale_ = true;
    if (!text.starts_with("MOVED") && !text.starts_with("ASK ")) return pause(wait);

    const auto redirection = parse_redirection(text, node.address());
    if (!redirection)
      return Error{Code::corrupt, "a redirection of the cluster names no place", description_};
    if (text.starts_with("MOVED")) {
      const auto owner = place_of(redirection->to);
      const bool again = owners_[redirection->slot] == owner;  // it pointed there already: give it time
      owners_[redirection->slot] = owner;
      stale_ = true;  // where one slot went, others did
      return !again || pause(wait);
    }
    // One key on its way to another node: this command alone is for there. What comes after it is said again
    // to the owner, because it may depend on this one (the lock first, then the record under it).
    RedisConnection& target = *nodes_[place_of(redirection->to)];
    if (Status asked = target.run(commands, at, at + 1, true, replies, wait); !asked) return asked.error();
    const std::string_view answer = replies[at].text();
    const bool refused = replies[at].is(Reply::Kind::error);
    if (refused && answer.starts_with("NOSCRIPT")) {
      target.reload_scripts();
    } else if (refused && (answer.starts_with("TRYAGAIN") || answer.starts_with("MOVED"))) {
      return pause(wait);
    } else {
      ++at;
    }
    return true;
  }

  std::uint16_t place_of(const RedisAddress& address) {
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      if (nodes_[i]->address() == address) return static_cast<std::uint16_t>(i);
    }
    const std::string who = "redis cluster " + address.text();
    nodes_.push_back(std::make_unique<RedisConnection>(address, access_, who));
    return static_cast<std::uint16_t>(nodes_.size() - 1);
  }

  // Asks the nodes known so far, then the seeds, until one draws the map.
  Status learn(const Wait& wait) {
    std::vector<RedisAddress> known;
    for (const auto& node : nodes_) known.push_back(node->address());
    known.insert(known.end(), seeds_.begin(), seeds_.end());
    Error last{Code::unavailable, "no node of the cluster can be reached", description_};
    for (const RedisAddress& address : known) {
      RedisConnection& node = *nodes_[place_of(address)];
      RespWriter question;
      question.add("CLUSTER", "SLOTS");
      std::vector<Reply> replies(1);
      const Wait brief = wait.within(access_.connect_timeout);
      if (Status asked = node.run(question, 0, 1, false, replies, brief); !asked) {
        last = asked.error();
        if (last.code == Code::interrupted || last.code == Code::denied) return last;
        continue;
      }
      if (replies[0].is(Reply::Kind::array) && draw(replies[0], address)) return {};
      last = Error{Code::invalid_argument, "the server is not a cluster", address.text()};
    }
    if (last.code == Code::timed_out) last.code = Code::unavailable;  // of one node, not of them all
    return last;
  }

  // CLUSTER SLOTS: [first, last, [host, port, …] of the primary, replicas…] for each range.
  bool draw(const Reply& map, const RedisAddress& from) {
    owners_.fill(kNobody);
    for (const Reply& range : map.elements) {
      if (range.elements.size() < 3 || range.elements[2].elements.size() < 2) return false;
      const std::int64_t first = range.elements[0].integer, last = range.elements[1].integer;
      const Reply& host = range.elements[2].elements[0];
      const std::int64_t port = range.elements[2].elements[1].integer;
      if (first < 0 || last < first || last >= std::int64_t{kSlots} || port < 1 || port > 65535) return false;
      const bool named = !host.text().empty() && host.text() != "?";
      const auto owner =
          place_of({named ? std::string(host.text()) : from.host, static_cast<std::uint16_t>(port), {}});
      std::fill(owners_.begin() + first, owners_.begin() + last + 1, owner);
    }
    return true;
  }

  const std::vector<RedisAddress> seeds_;
  const std::string description_;
  std::vector<std::unique_ptr<RedisConnection>> nodes_;  // never shrinks: places stay valid
  std::array<std::uint16_t, kSlots> owners_;             // places in nodes_
  bool stale_ = false;
};

}  // namespace

std::unique_ptr<RedisLink> link_to_cluster(std::vector<RedisAddress> seeds, RedisAccess access,
                                           std::string description, Counters& counters, Millis timeout) {
  return std::make_unique<ClusterLink>(std::move(seeds), std::move(access), std::move(description), counters,
                                       timeout);
}

}  // namespace usersync
