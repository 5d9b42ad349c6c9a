// Rule W8 for the sqlite store: what parent, child and grandchild write after a fork is kept, whichever of
// them ends first, and the file stays intact.
#include <doctest/doctest.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <thread>

#include "store/sqlite/sqlite.h"
#include "unit/store/directory.h"
#include "unit/store/rules/rules.h"

namespace usersync::test {
namespace {

constexpr int kWrites = 200;

std::unique_ptr<Store> open_in(const Directory& directory, Counters& counters) {
  StoreConfig config;
  config.counters = &counters;
  auto store = open_sqlite(*parse_dsn("sqlite:" + directory.path()), config);
  if (store) return std::move(*store);
  std::fprintf(stderr, "%s\n", described(store.error()).c_str());
  return nullptr;
}

RecordName numbered(int process, int i) {
  RecordName name;
  name.bytes = {std::uint8_t(process), std::uint8_t(i >> 8), std::uint8_t(i)};
  std::fill(name.bytes.begin() + 8, name.bytes.end(), std::uint8_t(i * 31));
  return name;
}

// Asserts nothing, because it runs in children.
bool put(Store& store, const RecordName& name) {
  auto acquired = store.acquire(name, patient());
  if (!acquired) return false;
  const std::string data(900, 'x');
  const bool written = store.write(acquired->grant, view_of(data), kLong, After::release).ok();
  store.release(acquired->grant);
  return written;
}

bool put_many(Store& store, int process, int from, int to) {
  for (int i = from; i < to; ++i) {
    if (!put(store, numbered(process, i))) return false;
  }
  return true;
}

int missing(Store& store, int process) {
  int count = 0;
  for (int i = 0; i < kWrites; ++i) {
    const auto record = store.read(numbered(process, i));
    count += record.ok() && record->has_value() ? 0 : 1;
  }
  return count;
}

// Waits up to a minute, for work of other processes on a busy machine.
bool finally(const std::function<bool()>& done) {
  for (int i = 0; i < 6; ++i) {
    if (eventually(done)) return true;
  }
  return false;
}

std::string integrity(const Directory& directory) {
  sqlite3* handle = nullptr;
  const std::string path = directory.path() + "/usersync-" + std::to_string(geteuid()) + "/sessions.db";
  REQUIRE(sqlite3_open(path.c_str(), &handle) == SQLITE_OK);
  std::string verdict;
  sqlite3_exec(
      handle, "PRAGMA integrity_check",
      [](void* out, int, char** values, char**) {
        *static_cast<std::string*>(out) += values[0];
        return 0;
      },
      &verdict, nullptr);
  sqlite3_close(handle);
  return verdict;
}

enum class ParentEnds { first, last, killed };

struct Steps {
  std::atomic<int> child_pid, child_wrote, parent_gone, child_done, failed;
};

// The forked child: opens its own store, writes before and after the parent's end, with a grandchild in
// between.
int child_body(const Directory& directory, Steps& steps, bool waits_for_parent) {
  Counters counters;
  auto store = open_in(directory, counters);
  if (!store || !put_many(*store, 1, 0, kWrites / 2)) return 1;
  steps.child_wrote = 1;
  if (waits_for_parent && !finally([&] { return steps.parent_gone == 1; })) return 2;
  Child grandchild([&] {
    Counters own;
    auto opened = open_in(directory, own);
    return opened && put_many(*opened, 2, 0, kWrites) ? 0 : 1;
  });
  if (!put_many(*store, 1, kWrites / 2, kWrites)) return 3;
  return grandchild.result() == 0 && missing(*store, 2) == 0 ? 0 : 4;
}

void check_fork(ParentEnds ends) {
  const Directory directory;
  Shared<Steps> steps;
  Child parent([&] {
    Counters counters;
    auto store = open_in(directory, counters);
    if (!store || !put_many(*store, 0, 0, kWrites / 2)) return 1;
    const pid_t pid = fork();
    if (pid == 0) {
      steps->failed = child_body(directory, *steps, ends != ParentEnds::last);
      steps->child_done = 1;
      _exit(0);
    }
    steps->child_pid = pid;
    if (!put_many(*store, 0, kWrites / 2, kWrites)) return 2;
    const auto& event = ends == ParentEnds::last ? steps->child_done : steps->child_wrote;
    if (!finally([&] { return event == 1; })) return 3;
    if (ends == ParentEnds::killed) kill(getpid(), SIGKILL);
    store.reset();
    return 0;
  });
  CHECK(parent.result() == (ends == ParentEnds::killed ? 128 + SIGKILL : 0));
  Counters counters;
  auto other = open_in(directory, counters);
  REQUIRE(other);
  steps->parent_gone = 1;
  CHECK(put_many(*other, 3, 0, kWrites));
  CHECK(finally([&] { return steps->child_done == 1; }));
  CHECK(steps->failed == 0);
  for (int process = 0; process < 4; ++process) CHECK(missing(*other, process) == 0);
  CHECK(integrity(directory) == "ok");
  if (steps->child_pid > 0) kill(steps->child_pid, SIGKILL);
}

}  // namespace

TEST_CASE("sqlite: rule W8: no write is lost when the parent ends before its child") {
  check_fork(ParentEnds::first);
}
TEST_CASE("sqlite: rule W8: no write is lost when the parent ends after its child") {
  check_fork(ParentEnds::last);
}
TEST_CASE("sqlite: rule W8: no write is lost when the parent is killed") { check_fork(ParentEnds::killed); }

TEST_CASE("sqlite: rule W8: a process that forks inside an open session keeps its lock and writes on") {
  const Directory directory;
  Counters counters, others;
  auto store = open_in(directory, counters), other = open_in(directory, others);
  auto held = store->acquire(numbered(0, 1), at_once());
  REQUIRE(held.ok());
  for (int i = 0; i < 3; ++i) {
    Child child([] { return 0; });
    CHECK(other->acquire(numbered(0, 1), at_once()).error().code == Code::lock_timeout);
    CHECK(child.result() == 0);
    CHECK(store->write(held->grant, view_of(std::to_string(i)), kLong, After::keep_lock).ok());
    CHECK(text(*other->read(numbered(0, 1))) == std::to_string(i));
  }
  CHECK(counters.reconnects == 0);
}

TEST_CASE(
    "sqlite: rule W8: a database that is replaced during a fork is noticed, and the late write conflicts") {
  const Directory directory;
  Counters counters;
  auto store = open_in(directory, counters);
  REQUIRE(put(*store, numbered(0, 1)));
  auto held = store->acquire(numbered(0, 1), at_once());
  REQUIRE(held.ok());
  const std::string home = directory.path() + "/usersync-" + std::to_string(geteuid());
  Child child([&] {
    std::filesystem::remove_all(home);
    return 0;
  });
  CHECK(child.result() == 0);
  Counters others;
  auto other = open_in(directory, others);
  REQUIRE(other);
  CHECK(store->write(held->grant, view_of("stale"), kLong, After::release).error().code == Code::conflict);
  CHECK(text(*other->read(numbered(0, 1))) == "(absent)");
}

TEST_CASE("sqlite: rule W8: after a fork beside another thread's open database, the child gets an error") {
  const Directory directory;
  Counters counters;
  auto store = open_in(directory, counters);
  REQUIRE(put(*store, numbered(0, 0)));
  std::atomic<bool> stop{false};
  std::atomic<int> written{0}, failures{0};
  std::thread thread([&] {
    Counters own;
    auto opened = open_in(directory, own);
    while (opened && !stop) {
      failures += put(*opened, numbered(1, written % kWrites)) ? 0 : 1;
      ++written;
    }
  });
  REQUIRE(eventually([&] { return written > 0; }));
  for (int i = 0; i < 20; ++i) {
    const int before = written;
    Child child([&] {
      Counters own;
      StoreConfig config;
      config.counters = &own;
      const auto opened = open_sqlite(*parse_dsn("sqlite:" + directory.path()), config);
      return !opened.ok() && opened.error().code == Code::forked ? 0 : 1;
    });
    CHECK(child.result() == 0);
    CHECK(put(*store, numbered(0, i)));
    CHECK(eventually([&] { return written > before; }));
  }
  stop = true;
  thread.join();
  CHECK(failures == 0);
  CHECK(integrity(directory) == "ok");
}

}  // namespace usersync::test
