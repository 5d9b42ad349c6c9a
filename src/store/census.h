// How much a store holds: everything in it, whoever's it is, because names do not tell.
#pragma once

#include <cstdint>
#include <optional>

namespace usersync {

// Empty: the store cannot tell without reading all it has. Records are sessions, logins and what else lies
// among them; a record whose leash was cut counts as live until it has expired.
struct Census {
  std::optional<std::int64_t> live;
  std::optional<std::int64_t> expired;     // still there, for gc() to remove
  std::optional<std::int64_t> tombstones;  // of what was destroyed
  std::optional<std::int64_t> bytes;       // the room that these take, as the database counts it
  bool exact = false;                      // of the three counts: else they are estimates
};

}  // namespace usersync
