// The settings that every backend is opened with, besides its address.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/counters.h"
#include "base/random.h"

namespace usersync {

struct StoreConfig {
  Clock* clock = &system_clock();
  Random* random = &system_random();
  Counters* counters = nullptr;   // not null once a store is open
  std::string default_directory;  // of an sqlite store whose address has no path
  std::string prefix;  // usersync.prefix: part of every RecordName's hash, and visible in Redis keys
  Millis connect_timeout{1000};
  Millis timeout{3000};
  bool operator==(const StoreConfig&) const = default;
};

}  // namespace usersync
