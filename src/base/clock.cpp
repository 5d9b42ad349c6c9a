#include "base/clock.h"

#include <time.h>

namespace usersync {
namespace {

Millis read_clock(clockid_t id) noexcept {
  timespec now{};
  clock_gettime(id, &now);
  return std::chrono::duration_cast<Millis>(Seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec));
}

class SystemClock final : public Clock {
 public:
  Millis wall() noexcept override { return read_clock(CLOCK_REALTIME); }
  Millis monotonic() noexcept override { return read_clock(CLOCK_MONOTONIC); }
  void pause(std::chrono::microseconds span) noexcept override {
    timespec wait{span.count() / 1'000'000, (span.count() % 1'000'000) * 1000};
    nanosleep(&wait, nullptr);  // a signal may end it early: every caller loops on a deadline
  }
};

}  // namespace

Clock& system_clock() noexcept {
  static SystemClock clock;
  return clock;
}

}  // namespace usersync
