// Time as a parameter: product code gets the system's, tests bring their own.
#pragma once

#include <chrono>

namespace usersync {

using Millis = std::chrono::milliseconds;
using Seconds = std::chrono::seconds;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Millis wall() noexcept = 0;       // since the Unix epoch
  virtual Millis monotonic() noexcept = 0;  // never steps back
  virtual void pause(std::chrono::microseconds) noexcept = 0;

  Seconds wall_seconds() noexcept { return std::chrono::duration_cast<Seconds>(wall()); }
};

Clock& system_clock() noexcept;  // process lifetime, any thread

}  // namespace usersync
