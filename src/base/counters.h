// What a worker has seen since it started: shown by usersync_info() and phpinfo(). Plain numbers, one thread.
#pragma once

#include <cstdint>

namespace usersync {

struct Counters {
  std::uint64_t sessions_opened = 0;
  std::uint64_t lock_waits = 0;    // acquisitions that found the session taken
  std::uint64_t lock_wait_us = 0;  // and how long they waited, together
  std::uint64_t lock_timeouts = 0;
  std::uint64_t conflicts = 0;   // writes refused by rule W3
  std::uint64_t overwrites = 0;  // lock=unlocked: writes that replaced a newer version
  std::uint64_t reconnects = 0;
  std::uint64_t tampered = 0;    // records that failed their tag
  std::uint64_t resealed = 0;    // records moved to the first key of the ring
  std::uint64_t collected = 0;   // expired records removed
  std::uint64_t bytes_read = 0;  // record bytes, as stored
  std::uint64_t bytes_written = 0;
};

}  // namespace usersync
