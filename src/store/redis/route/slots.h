// What the cluster specification says about keys: the slot of a hash tag, and replies that name another node
// (https://redis.io/docs/reference/cluster-spec/).
#pragma once

#include <optional>
#include <string_view>

#include "store/redis/connection.h"

namespace usersync {

inline constexpr std::size_t kClusterSlots = 16384;

std::size_t cluster_slot(std::string_view tag) noexcept;  // below kClusterSlots

struct ClusterRedirection {
  std::size_t slot = 0;  // below kClusterSlots
  RedisAddress to;
};

// "MOVED 3999 127.0.0.1:6381", "ASK 3999 :6381". Without a host it is that of the node that answered, `from`.
// Empty: malformed.
std::optional<ClusterRedirection> parse_redirection(std::string_view text, const RedisAddress& from);

}  // namespace usersync
