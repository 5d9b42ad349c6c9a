// Rule W1: a lock excludes others, waiters are woken, and a wait has one time limit. Rule W2: a lock always
// ends.
#include <unistd.h>

#include <array>
#include <cstring>
#include <thread>

#include "unit/store/rules/rules.h"

namespace usersync::test {
namespace {

// One request that adds 1 to the number in the session. Returns false when anything failed. Asserts nothing,
// because it runs in threads and children.
bool add_one(Store& store, const RecordName& name) {
  auto acquired = store.acquire(name, patient());
  if (!acquired) return false;
  const int before = acquired->record ? std::stoi(text(acquired->record)) : 0;
  std::this_thread::yield();
  const std::string after = std::to_string(before + 1);
  const bool stored = store.write(acquired->grant, view_of(after), kLong, After::release).ok();
  store.release(acquired->grant);
  return stored;
}

bool add_many(Bench& bench, const RecordName& name, int times) {
  Counters counters;
  const auto store = bench.open(counters);
  for (int i = 0; i < times; ++i) {
    if (!add_one(*store, name)) return false;
  }
  return true;
}

// A child that holds `name` until it is killed.
Child holder(Bench& bench, const RecordName& name, const Terms& terms, std::atomic<int>& holding) {
  return Child([&bench, &name, &terms, &holding] {
    Counters counters;
    const auto store = bench.open(counters);
    auto acquired = store->acquire(name, terms);
    if (!acquired) return 1;
    holding = 1;
    for (;;) pause();
  });
}

// A child that waits for `name`, counts itself in `arrived` just before, and exits with the Code it got.
Child waiter(Bench& bench, const RecordName& name, const Terms& terms, std::atomic<int>& arrived) {
  return Child([&bench, &name, &terms, &arrived] {
    Counters counters;
    const auto store = bench.open(counters);
    ++arrived;
    auto acquired = store->acquire(name, terms);
    if (!acquired) return static_cast<int>(acquired.error().code);
    store->release(acquired->grant);
    return 0;
  });
}

// No event shows from outside that a process has begun to block, so this waits for the time of many system
// calls.
void let_block() { system_clock().pause(std::chrono::milliseconds{150}); }

}  // namespace

RULE("rule W1: no update is lost between threads") {
  const RecordName name = fresh_name();
  constexpr int kThreads = 6, kTimes = 20;
  std::atomic<int> good{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] { good += add_many(bench, name, kTimes) ? 1 : 0; });
  }
  for (auto& thread : threads) thread.join();
  CHECK(good == kThreads);
  CHECK(Worker(bench).get(name) == std::to_string(kThreads * kTimes));
}

RULE("rule W1: no update is lost between processes") {
  const RecordName name = fresh_name();
  constexpr int kProcesses = 8, kTimes = 25;
  std::vector<Child> children;
  for (int i = 0; i < kProcesses; ++i) {
    children.emplace_back([&] { return add_many(bench, name, kTimes) ? 0 : 1; });
  }
  for (auto& child : children) CHECK(child.result() == 0);
  CHECK(Worker(bench).get(name) == std::to_string(kProcesses * kTimes));
}

RULE("rule W1: different sessions do not wait for each other") {
  Worker first(bench), second(bench);
  const auto held = first.acquire(fresh_name());
  CHECK(second.refused(fresh_name(), at_once()) == Code::ok);
}

RULE("rule W1: acquiring a held session fails when the wait is over, and the holder keeps its lock") {
  const RecordName name = fresh_name();
  Worker first(bench), second(bench);
  auto held = first.acquire(name);
  CHECK(second.refused(name, at_once()) == Code::lock_timeout);
  CHECK(second.refused(name, waiting(Millis{120})) == Code::lock_timeout);
  CHECK(second.counters().lock_timeouts == 2);
  CHECK(first.write(held.grant, "still mine") == Code::ok);
  first.store().release(held.grant);
  CHECK(second.get(name) == "still mine");
  CHECK(second.refused(name, patient()) == Code::ok);  // release() does not wait for a reply
}

RULE("rule W1: a waiter gets the session when the holder releases it, with the data that the holder wrote") {
  const RecordName name = fresh_name();
  Worker first(bench);
  auto held = first.acquire(name);
  Shared<std::atomic<int>> arrived;
  Child child([&] {
    Counters counters;
    const auto store = bench.open(counters);
    ++*arrived;
    auto acquired = store->acquire(name, patient());
    if (!acquired) return 1;
    if (text(acquired->record) != "written while it waited") return 2;
    return counters.lock_waits == 1 ? 0 : 3;
  });
  REQUIRE(eventually([&] { return *arrived == 1; }));
  let_block();
  CHECK(first.write(held.grant, "written while it waited", After::release) == Code::ok);
  CHECK(child.result() == 0);
}

RULE("rule W1: waiters get the lock in the order of their arrival") {
  if (!bench.queues_fifo()) return;
  struct Served {
    std::atomic<int> arrived, next;
    std::array<std::atomic<int>, 4> order;
  };
  const RecordName name = fresh_name();
  Shared<Served> served;
  Worker first(bench);
  auto held = first.acquire(name);
  std::vector<Child> children;
  for (int i = 0; i < 4; ++i) {
    children.emplace_back([&bench, &served, &name, i] {
      Counters counters;
      const auto store = bench.open(counters);
      if (!store->read(fresh_name())) return 2;  // connects, so that it takes no longer than the next one
      ++served->arrived;
      auto acquired = store->acquire(name, patient());
      if (!acquired) return 1;
      served->order[static_cast<std::size_t>(served->next++)] = i;
      store->release(acquired->grant);
      return 0;
    });
    REQUIRE(eventually([&] { return served->arrived == i + 1; }));
    let_block();
  }
  first.store().release(held.grant);
  for (auto& child : children) CHECK(child.result() == 0);
  for (int i = 0; i < 4; ++i) CHECK(served->order[static_cast<std::size_t>(i)] == i);
}

RULE("rule W1: an interruption ends the wait") {
  const RecordName name = fresh_name();
  Worker first(bench), second(bench);
  const auto held = first.acquire(name);
  static int asked;
  asked = 0;
  Terms terms = patient();
  terms.interrupted = []() noexcept { return ++asked >= 3; };
  CHECK(second.refused(name, terms) == Code::interrupted);
  CHECK(asked == 3);
}

RULE("rule W1: above lock_waiters a request fails at once, and a waiter that gave up is not counted") {
  const RecordName name = fresh_name();
  Worker first(bench), late(bench);
  auto held = first.acquire(name);
  Terms two = patient();
  two.max_waiters = 2;
  Shared<std::atomic<int>> arrived;
  Child one = waiter(bench, name, two, *arrived), other = waiter(bench, name, two, *arrived);
  REQUIRE(eventually([&] { return *arrived == 2; }));
  let_block();
  CHECK(late.refused(name, two) == Code::too_many_waiters);
  first.store().release(held.grant);
  CHECK(one.result() == 0);
  CHECK(other.result() == 0);

  held = first.acquire(name);
  Terms brief = two;
  brief.wait = Millis{50};
  CHECK(late.refused(name, brief) == Code::lock_timeout);
  CHECK(late.refused(name, brief) == Code::lock_timeout);
  CHECK(late.refused(name, brief) == Code::lock_timeout);
}

RULE("rule W1: a killed waiter is not counted where the kernel or the connection ends its wait") {
  if (bench.lease_based()) return;
  const RecordName name = fresh_name();
  Worker first(bench), late(bench);
  const auto held = first.acquire(name);
  Terms one = patient();
  one.max_waiters = 1;
  Shared<std::atomic<int>> arrived;
  Child killed = waiter(bench, name, one, *arrived);
  REQUIRE(eventually([&] { return *arrived == 1; }));
  let_block();
  CHECK(late.refused(name, one) == Code::too_many_waiters);
  killed.kill();
  one.wait = Millis{50};  // a server may notice a lost connection late
  CHECK(eventually([&] { return late.refused(name, one) == Code::lock_timeout; }));
}

RULE("rule W2: release() ends the lock, and a second release() changes nothing") {
  const RecordName name = fresh_name();
  Worker first(bench), second(bench);
  auto held = first.acquire(name);
  first.store().release(held.grant);
  auto next = second.acquire(name, waiting(Seconds{1}));
  first.store().release(held.grant);
  first.store().release(held.grant);
  Grant empty;
  first.store().release(empty);
  CHECK(first.refused(name, at_once()) == Code::lock_timeout);
  CHECK(second.write(next.grant, "mine") == Code::ok);
}

RULE("rule W2: a released grant writes nothing") {
  const RecordName name = fresh_name();
  Worker first(bench);
  auto held = first.acquire(name);
  first.store().release(held.grant);
  CHECK(first.write(held.grant, "too late") != Code::ok);
  CHECK(first.get(name) == "(absent)");
}

RULE("rule W2: a lock ends when its store is closed") {
  if (bench.lease_based()) return;  // the lease ends it: the next rules
  const RecordName name = fresh_name();
  Worker first(bench), second(bench);
  const auto held = first.acquire(name);
  first.close_store();
  CHECK(second.refused(name, waiting(Seconds{2})) == Code::ok);
}

RULE("rule W2: a lock ends when its holder is killed") {
  const RecordName name = fresh_name();
  Worker second(bench);
  Shared<std::atomic<int>> holding;
  const Terms terms = leased(Seconds{1});
  Child child = holder(bench, name, terms, *holding);
  REQUIRE(eventually([&] { return *holding == 1; }));
  CHECK(second.refused(name, at_once()) == Code::lock_timeout);
  child.kill();
  CHECK(second.refused(name, patient()) == Code::ok);
}

RULE("rule W2: a waiter is woken when the holder is killed") {
  const RecordName name = fresh_name();
  Shared<std::atomic<int>> holding, arrived;
  const Terms terms = leased(Seconds{1});
  Child child = holder(bench, name, terms, *holding);
  REQUIRE(eventually([&] { return *holding == 1; }));
  Child next = waiter(bench, name, terms, *arrived);
  REQUIRE(eventually([&] { return *arrived == 1; }));
  let_block();
  child.kill();
  CHECK(next.result() == 0);
}

RULE("rule W2: renew() keeps a held lock") {
  const RecordName name = fresh_name();
  Worker first(bench), second(bench);
  const Terms terms = leased(Seconds{2});
  auto held = first.acquire(name, terms);
  bench.pass(Seconds{1});
  CHECK(first.store().renew(held.grant, terms).ok());
  bench.pass(Seconds{1});
  CHECK(second.refused(name, at_once()) == Code::lock_timeout);
  CHECK(first.write(held.grant, "renewed") == Code::ok);
}

RULE("rule W2: a lease that another request holds by now cannot be renewed") {
  if (!bench.lease_based()) return;
  const RecordName name = fresh_name();
  Worker first(bench), second(bench);
  const Terms terms = leased(Seconds{1});
  auto lost = first.acquire(name, terms);
  const auto next = second.acquire(name);
  const Status renewed = first.store().renew(lost.grant, terms);
  REQUIRE_FALSE(renewed.ok());
  CHECK(renewed.error().code == Code::conflict);
}

}  // namespace usersync::test
