// How long a step may take, and what may end it early.
#pragma once

#include <algorithm>

#include "base/clock.h"

namespace usersync {

class Deadline {
 public:
  Deadline(Clock& clock, Millis budget) noexcept : clock_(&clock), at_(clock.monotonic() + budget) {}

  Millis left() const noexcept { return std::max(Millis{0}, at_ - clock_->monotonic()); }
  bool passed() const noexcept { return left() == Millis{0}; }
  // Whichever comes first: this one, or `budget` from now.
  Deadline within(Millis budget) const noexcept { return {*clock_, std::min(budget, left())}; }

 private:
  Clock* clock_;
  Millis at_;
};

// Every blocking step takes one. It calls `interrupted` at least every kTick while it waits; true ends the
// wait.
struct Wait {
  static constexpr Millis kTick{100};

  Deadline deadline;
  bool (*interrupted)() noexcept = nullptr;

  Wait within(Millis budget) const noexcept { return {deadline.within(budget), interrupted}; }
};

}  // namespace usersync
