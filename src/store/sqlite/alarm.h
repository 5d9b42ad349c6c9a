// Interrupts a blocking system call of the calling thread after a given time; the call returns EINTR. For
// fcntl(F_OFD_SETLKW), which has no time-out of its own.
//
// Ownership: while any Alarm exists in the process, the handler of one real-time signal is ours. Afterwards
// the previous handler is restored. Threading: one thread, the one that made it; others may have their own.
#pragma once

#include <time.h>

#include <chrono>
#include <csignal>

namespace usersync {

class Alarm {
 public:
  Alarm() noexcept;
  ~Alarm();
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;

  bool usable() const noexcept { return usable_; }  // false: no timer could be made; poll instead

  // Signals after `after`, then every 5 ms until disarm(): a call that had not begun to block when the first
  // signal came is interrupted by the next one.
  void arm(std::chrono::microseconds after) noexcept;
  void disarm() noexcept;

 private:
  timer_t timer_{};
  sigset_t previous_mask_{};
  bool usable_ = false;
};

}  // namespace usersync
