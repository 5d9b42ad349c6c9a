// The connections that a worker keeps between requests.
//
// Ownership: shared by the Pool and whoever is using the store, so that a store in use outlives its eviction.
// Threading: one Pool a thread.
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
  // A kept store when one was opened alike: the same address and everything else that `config` says. Else
  // opens one and closes the least recently used beyond max_connections. A forked child forgets its
  // parent's stores here; their destructors know that, and leave the connections alone (rule W8).
  Result<std::shared_ptr<Store>> open(const Dsn& dsn, const StoreConfig& config, const PoolLimits& limits);

  // Closes what nobody used for idle_close, or everything when not persistent.
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
