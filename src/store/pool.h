// The open stores that a worker keeps between requests.
//
// Ownership: the Pool and the users of a store share it, so a store in use outlives its eviction.
// Threading: one Pool per thread.
#pragma once

#include <memory>
#include <vector>

#include "store/address/dsn.h"
#include "store/config.h"
#include "store/store.h"

namespace usersync {

struct PoolLimits {
  bool persistent = true;
  std::size_t max_connections = 4;
  Seconds idle_close{60};
};

class Pool {
 public:
  // Returns a kept store that was opened with the same address and an equal `config`. Otherwise opens one,
  // and closes the least recently used store when more than max_connections are kept. A forked child drops
  // its parent's stores here; their destructors leave the parent's connections alone (rule W8).
  Result<std::shared_ptr<Store>> open(const Dsn& dsn, const StoreConfig& config, const PoolLimits& limits);

  // Closes the stores that were unused for idle_close, or all of them unless persistent.
  void end_of_request(Clock& clock, const PoolLimits& limits) noexcept;
  void clear() noexcept;

 private:
  struct Kept {
    Dsn dsn;
    StoreConfig config;
    std::shared_ptr<Store> store;
    Millis last_used{0};
    std::uint32_t fork_generation = 0;
  };
  std::vector<Kept> kept_;
};

}  // namespace usersync
