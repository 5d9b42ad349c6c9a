// What every backend is opened with besides its address.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/counters.h"
#include "base/random.h"

namespace usersync {

struct StoreConfig {
  Clock* clock = &system_clock();
  Random* random = &system_random();
  Counters* counters = nullptr;   // never null in a store that is open
  std::string default_directory;  // where an sqlite store without a path lives
  std::string prefix;             // usersync.prefix; already inside every RecordName, visible in Redis keys
  Millis connect_timeout{1000};
  Millis timeout{3000};
  bool operator==(const StoreConfig&) const = default;
};

}  // namespace usersync
