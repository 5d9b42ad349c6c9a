// How many records a store holds, over all tenants and prefixes: names are hashed and do not tell them apart.
#pragma once

#include <cstdint>
#include <optional>

namespace usersync {

// A member without a value: the store cannot count it without reading every record. Records are sessions,
// logins, and everything else that is stored like them. A record whose parent was destroyed (rule W9) counts
// as live until it expires.
struct Census {
  std::optional<std::int64_t> live;
  std::optional<std::int64_t> expired;     // still stored; gc() removes them
  std::optional<std::int64_t> tombstones;  // of destroyed records
  std::optional<std::int64_t> bytes;       // space that all of them take, as the database counts it
  bool exact = false;                      // false: the three counts are estimates
};

}  // namespace usersync
