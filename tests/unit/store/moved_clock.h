// The system's clock plus an offset that a test moves. Forked processes share the offset.
#pragma once

#include <atomic>

#include "base/clock.h"
#include "process.h"

namespace usersync::test {

class MovedClock final : public Clock {
 public:
  void move(Millis span) noexcept { *offset_ += span.count(); }
  Millis wall() noexcept override { return system_clock().wall() + Millis{*offset_}; }
  Millis monotonic() noexcept override { return system_clock().monotonic() + Millis{*offset_}; }
  void pause(std::chrono::microseconds span) noexcept override { system_clock().pause(span); }

 private:
  Shared<std::atomic<std::int64_t>> offset_;
};

}  // namespace usersync::test
