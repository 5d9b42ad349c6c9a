#include "store/pool.h"

#include <algorithm>

#include "base/fork.h"
#include "store/open.h"

namespace usersync {

Result<std::shared_ptr<Store>> Pool::open(const Dsn& dsn, const StoreConfig& config,
                                          const PoolLimits& limits) {
  const auto generation = fork_generation();
  std::erase_if(kept_, [&](const Kept& kept) { return kept.fork_generation != generation; });

  const auto found = std::find_if(kept_.begin(), kept_.end(),
                                  [&](const Kept& kept) { return kept.dsn == dsn && kept.config == config; });
  const Millis now = config.clock->monotonic();
  if (found != kept_.end()) {
    found->last_used = now;
    std::rotate(kept_.begin(), found, found + 1);  // most recently used first
    return kept_.front().store;
  }
  auto opened = open_store(dsn, config);
  if (!opened) return opened.error();
  std::shared_ptr<Store> store(std::move(*opened));
  if (limits.max_connections == 0) return store;
  if (kept_.size() >= limits.max_connections) kept_.resize(limits.max_connections - 1);
  kept_.insert(kept_.begin(), Kept{dsn, config, store, now, generation});
  return store;
}

void Pool::end_of_request(Clock& clock, const PoolLimits& limits) noexcept {
  if (!limits.persistent) return clear();
  const Millis now = clock.monotonic();
  std::erase_if(kept_, [&](const Kept& kept) { return now - kept.last_used >= limits.idle_close; });
}

void Pool::clear() noexcept { kept_.clear(); }

}  // namespace usersync
