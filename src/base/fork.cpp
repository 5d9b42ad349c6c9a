#include "base/fork.h"

#include <pthread.h>
#include <unistd.h>

#include <array>
#include <atomic>

namespace usersync {
namespace {

std::atomic<std::uint32_t> generation{0};

// A fixed table of atomics, because an atfork child handler may neither allocate nor lock.
// A slot holds descriptor + 1; 0 is free.
std::array<std::atomic<int>, 256> doomed;

void in_child() noexcept {
  generation.fetch_add(1, std::memory_order_relaxed);
  for (auto& slot : doomed) {
    if (const int taken = slot.exchange(0); taken != 0) close(taken - 1);
  }
}

void replace_first(int from, int to) noexcept {
  for (auto& slot : doomed) {
    int expected = from;
    if (slot.compare_exchange_strong(expected, to)) return;
  }
}

[[maybe_unused]] const int registered = pthread_atfork(nullptr, nullptr, in_child);

}  // namespace

std::uint32_t fork_generation() noexcept { return generation.load(std::memory_order_relaxed); }
void close_in_child(int fd) noexcept { replace_first(0, fd + 1); }
void keep_in_child(int fd) noexcept { replace_first(fd + 1, 0); }

}  // namespace usersync
