// From an address to a living Store, and the connections a worker keeps between requests.
//
// Ownership: shared by the Pool and whoever is using the store, so that a store in use outlives its eviction.
// Threading: one Pool a thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "store/address/dsn.h"
#include "store/store.h"

namespace usersync {

// What every backend is given besides its address.
struct StoreContext {
  Clock* clock = &system_clock();
  Random* random = &system_random();
  Counters* counters = nullptr;   // never null in a store that is open
  std::string default_directory;  // where an sqlite store without a path lives
  std::string prefix;             // usersync.prefix; already inside every RecordName, visible in Redis keys
  Millis connect_timeout{1000};
  Millis timeout{3000};
  bool operator==(const StoreContext&) const = default;
};

// Asks the backend that the scheme names. Each has one factory in a header of its own, called open_<backend>,
// with these parameters. Code::unsupported when this build lacks the backend.
Result<std::unique_ptr<Store>> open_store(const Dsn& dsn, const StoreContext& context);

struct PoolLimits {
  bool persistent = true;
  std::size_t max_connections = 4;
  Seconds idle_close{60};
};

class Pool {
 public:
  // A kept store when one was opened alike: the same address and everything else that `context` says. Else
  // opens one and closes the least recently used beyond max_connections. A forked child forgets its
  // parent's stores here; their destructors know that, and leave the connections alone (law 8).
  Result<std::shared_ptr<Store>> open(const Dsn& dsn, const StoreContext& context, const PoolLimits& limits);

  // Closes what nobody used for idle_close, or everything when not persistent.
  void end_of_request(Clock& clock, const PoolLimits& limits) noexcept;
  void clear() noexcept;

 private:
  struct Kept {
    Dsn dsn;
    StoreContext context;
    std::shared_ptr<Store> store;
    Millis last_used{0};
    std::uint32_t fork_generation = 0;
  };
  std::vector<Kept> kept_;
};

}  // namespace usersync
