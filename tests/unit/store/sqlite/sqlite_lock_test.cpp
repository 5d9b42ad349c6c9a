#include "store/sqlite/lock.h"

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/time.h>

#include <filesystem>
#include <mutex>
#include <thread>

#include "store/sqlite/alarm.h"
#include "unit/store/directory.h"
#include "unit/store/rules/rules.h"

namespace usersync::test {
namespace {

LockFile open_lock(const Directory& directory) {
  auto lock = LockFile::open(directory.path() + "/lock");
  REQUIRE(lock.ok());
  return std::move(*lock);
}

void pause_ms(int span) { system_clock().pause(std::chrono::milliseconds{span}); }

}  // namespace

TEST_CASE("sqlite lock: a waiter keeps its place in the queue over several polls") {
  const Directory directory;
  const auto slot = LockFile::slot_of(fresh_name());
  LockFile holder = open_lock(directory);
  REQUIRE(*holder.try_lock(slot));
  std::mutex mutex;
  std::vector<int> order;
  std::vector<std::thread> threads;
  for (int i = 0; i < 5; ++i) {
    threads.emplace_back([&, i] {
      LockFile own = open_lock(directory);
      const bool waited = own.wait_for(slot, patient(), system_clock()).ok();
      const std::lock_guard guard(mutex);
      order.push_back(waited ? i : -1);
      own.unlock(slot);
    });
    pause_ms(55);  // so that their polls fall between each other's
  }
  pause_ms(400);
  holder.unlock(slot);
  for (auto& thread : threads) thread.join();
  CHECK(order == std::vector<int>{0, 1, 2, 3, 4});
}

TEST_CASE("sqlite lock: signals of the application do not end a wait, and its handlers are restored") {
  static volatile sig_atomic_t seen;
  seen = 0;
  struct sigaction own {
  }, before{}, after{};
  own.sa_handler = [](int) { seen = seen + 1; };
  sigaction(SIGALRM, &own, nullptr);
  sigaction(SIGRTMIN + 7, &own, &before);
  const Directory directory;
  const auto slot = LockFile::slot_of(fresh_name());
  LockFile holder = open_lock(directory), waiter = open_lock(directory);
  REQUIRE(*holder.try_lock(slot));
  const itimerval often{{0, 5000}, {0, 5000}}, never{};
  setitimer(ITIMER_REAL, &often, nullptr);
  const Status waited = waiter.wait_for(slot, waiting(Millis{150}), system_clock());
  setitimer(ITIMER_REAL, &never, nullptr);
  REQUIRE_FALSE(waited.ok());
  CHECK(waited.error().code == Code::lock_timeout);
  CHECK(seen > 3);
  sigaction(SIGRTMIN + 7, nullptr, &after);
  CHECK((after.sa_handler == own.sa_handler));
  signal(SIGALRM, SIG_DFL);
  sigaction(SIGRTMIN + 7, &before, nullptr);
}

TEST_CASE("sqlite lock: threads whose waits time out repeatedly leave no timer and no signal behind") {
  const Directory directory;
  const auto slot = LockFile::slot_of(fresh_name());
  LockFile holder = open_lock(directory);
  REQUIRE(*holder.try_lock(slot));
  std::vector<std::thread> threads;
  std::atomic<int> refused{0};
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      LockFile own = open_lock(directory);
      for (int round = 0; round < 50; ++round) {
        const Status waited = own.wait_for(slot, waiting(Millis{1 + round % 3}), system_clock());
        refused += !waited.ok() && waited.error().code == Code::lock_timeout ? 1 : 0;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(refused == 200);
  pause_ms(20);  // a late signal would kill the process here
}

TEST_CASE("sqlite lock: a lock that the same store holds is neither taken twice nor waited for") {
  const Directory directory;
  const auto slot = LockFile::slot_of(fresh_name());
  LockFile lock = open_lock(directory);
  REQUIRE(*lock.try_lock(slot));
  CHECK_FALSE(*lock.try_lock(slot));
  CHECK(lock.wait_for(slot, patient(), system_clock()).error().code == Code::lock_timeout);
  lock.unlock(slot);
  lock.unlock(slot);
  CHECK(*lock.try_lock(slot));
}

TEST_CASE("sqlite lock: slots do not overlap with each other's tickets or with the set-up lock") {
  RecordName lowest, highest;
  highest.bytes.fill(0xff);
  CHECK(LockFile::slot_of(lowest) == 0);
  CHECK(LockFile::slot_of(highest) + (1 << 23) == LockFile::kSetup);
}

TEST_CASE("sqlite lock: the lock file stays empty") {
  const Directory directory;
  LockFile lock = open_lock(directory);
  RecordName highest;
  highest.bytes.fill(0xff);
  REQUIRE(*lock.try_lock(LockFile::slot_of(highest)));
  CHECK(std::filesystem::file_size(directory.path() + "/lock") == 0);
}

}  // namespace usersync::test
