#include "store/sqlite/alarm.h"

#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <mutex>

#ifndef sigev_notify_thread_id  // glibc before 2.38 has the member but not its name
#define sigev_notify_thread_id _sigev_un._tid
#endif

namespace usersync {
namespace {

// Not SIGRTMIN, which PHP's thread-safe build uses for request time-outs.
int alarm_signal() noexcept { return SIGRTMIN + 7; }

void do_nothing(int) {}  // the delivery alone interrupts the system call

// How many Alarms exist in this process, and the handler to restore after the last one.
std::mutex handler_mutex;
int handler_users = 0;
struct sigaction previous_handler;

void borrow_handler() noexcept {
  const std::lock_guard guard(handler_mutex);
  if (handler_users++ > 0) return;
  struct sigaction ours {};
  ours.sa_handler = do_nothing;  // and no SA_RESTART
  sigaction(alarm_signal(), &ours, &previous_handler);
}

void return_handler() noexcept {
  const std::lock_guard guard(handler_mutex);
  if (--handler_users == 0) sigaction(alarm_signal(), &previous_handler, nullptr);
}

}  // namespace

Alarm::Alarm() noexcept {
  borrow_handler();
  sigset_t ours;
  sigemptyset(&ours);
  sigaddset(&ours, alarm_signal());
  pthread_sigmask(SIG_UNBLOCK, &ours, &previous_mask_);
  sigevent event{};
  event.sigev_notify = SIGEV_THREAD_ID;
  event.sigev_signo = alarm_signal();
  event.sigev_notify_thread_id = static_cast<pid_t>(syscall(SYS_gettid));
  usable_ = timer_create(CLOCK_MONOTONIC, &event, &timer_) == 0;
}

// The order matters: a signal of the timer that is still pending is delivered when timer_delete returns to
// this thread, and must meet our handler, because the default action of a real-time signal is to kill.
Alarm::~Alarm() {
  if (usable_) timer_delete(timer_);
  pthread_sigmask(SIG_SETMASK, &previous_mask_, nullptr);
  return_handler();
}

void Alarm::arm(std::chrono::microseconds after) noexcept {
  constexpr long kAgain = 5'000'000;  // ns
  const auto first = std::max<std::chrono::microseconds::rep>(after.count(), 1);
  itimerspec times{};
  times.it_value = {first / 1'000'000, (first % 1'000'000) * 1000};
  times.it_interval = {0, kAgain};
  timer_settime(timer_, 0, &times, nullptr);
}

void Alarm::disarm() noexcept {
  const itimerspec never{};
  timer_settime(timer_, 0, &never, nullptr);
}

}  // namespace usersync
