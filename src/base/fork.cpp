#include "base/fork.h"

#include <pthread.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <new>

namespace usersync {
namespace {

std::atomic<std::uint32_t> generation{0};

// A list of tables of atomics, because an atfork child handler may neither allocate nor lock. A slot holds
// descriptor + 1; 0 is free. Tables are added when all slots are taken, and never freed.
struct Table {
  std::array<std::atomic<int>, 256> slots{};
  std::atomic<Table*> next{nullptr};
};
Table first;

void in_child() noexcept {
  generation.fetch_add(1, std::memory_order_relaxed);
  for (Table* table = &first; table != nullptr; table = table->next.load(std::memory_order_acquire)) {
    for (auto& slot : table->slots) {
      if (const int taken = slot.exchange(0); taken != 0) close(taken - 1);
    }
  }
}

bool replace_in(Table& table, int from, int to) noexcept {
  for (auto& slot : table.slots) {
    int expected = from;
    if (slot.compare_exchange_strong(expected, to)) return true;
  }
  return false;
}

// The table behind `table`, added when there is none. Null: out of memory.
Table* next_of(Table& table) noexcept {
  if (Table* const next = table.next.load(std::memory_order_acquire)) return next;
  Table* const added = new (std::nothrow) Table;
  Table* other = nullptr;
  if (added == nullptr || table.next.compare_exchange_strong(other, added, std::memory_order_acq_rel)) {
    return added;
  }
  delete added;  // another thread was first
  return other;
}

[[maybe_unused]] const int registered = pthread_atfork(nullptr, nullptr, in_child);

}  // namespace

std::uint32_t fork_generation() noexcept { return generation.load(std::memory_order_relaxed); }

bool close_in_child(int fd) noexcept {
  for (Table* table = &first; table != nullptr; table = next_of(*table)) {
    if (replace_in(*table, 0, fd + 1)) return true;
  }
  return false;
}

void keep_in_child(int fd) noexcept {
  for (Table* table = &first; table != nullptr; table = table->next.load(std::memory_order_acquire)) {
    if (replace_in(*table, fd + 1, 0)) return;
  }
}

}  // namespace usersync
