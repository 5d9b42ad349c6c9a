// The settings of one session, read from usersync.* when it is opened and unchanged until it closes.
#pragma once

#include <string>

#include "store/store.h"

namespace usersync {

enum class Encryption : std::uint8_t { automatic, migrate, required, off };
enum class LockFailure : std::uint8_t { fail, readonly };

struct SessionSettings {
  std::string scope;
  std::string prefix = "usersync:";
  Encryption encryption = Encryption::automatic;
  LockFailure lock_failure = LockFailure::fail;
  Terms terms;
  Seconds touch_interval{60};
  Seconds absolute_lifetime{0};  // 0: none
  std::size_t max_size = 16U << 20;
  std::uint32_t gc_divisor = 100;  // 0: never collects
  bool store_empty = true;
  bool only_reads = false;  // read_and_close: takes no lock and never writes
};

}  // namespace usersync
