// Ends a blocking system call of the calling thread after a while: it returns EINTR. For fcntl(F_OFD_SETLKW),
// which has no time-out of its own.
//
// Ownership: the handler of one real-time signal belongs to us while any Alarm exists in the process, and its
// previous owner gets it back. Threading: one thread, the one that made it; others may have their own.
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

  bool usable() const noexcept { return usable_; }  // false: the kernel gave no timer; poll instead

  // From `after` on, again and again every few milliseconds until disarm(): a call that had not begun to
  // block when the first signal came is ended by the next.
  void arm(std::chrono::microseconds after) noexcept;
  void disarm() noexcept;

 private:
  timer_t timer_{};
  sigset_t previous_mask_{};
  bool usable_ = false;
};

}  // namespace usersync
