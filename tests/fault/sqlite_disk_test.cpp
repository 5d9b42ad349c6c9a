// The sqlite store on a file system that is full or read-only. The file system is mounted in a mount
// namespace, which ends with the child that made it.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cstring>

#include "store/sqlite/sqlite.h"
#include "unit/store/directory.h"
#include "unit/store/rules/rules.h"

namespace usersync::test {
namespace {

constexpr int kCannotMount = 77;

// The body's result in a child that has a file system of 1 MiB mounted at `path`.
int on_small_disk(const std::string& path, const std::function<int()>& body) {
  return Child([&] {
           if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
               mount("none", path.c_str(), "tmpfs", 0, "size=1m") != 0) {
             return kCannotMount;
           }
           return body();
         })
      .result();
}

#define MOUNTED(result)                                     \
  if ((result) == kCannotMount) {                           \
    MESSAGE("SKIPPED: no file system can be mounted here"); \
    CHECK(geteuid() != 0);                                  \
    return;                                                 \
  }

struct Place {
  Directory parent;
  Counters counters;
  std::string home = parent.path() + "/usersync-" + std::to_string(geteuid());
  std::string filler = parent.path() + "/filler";

  Result<std::unique_ptr<Store>> open() {
    StoreConfig context;
    context.counters = &counters;
    return open_sqlite(*parse_dsn("sqlite:" + parent.path()), context);
  }
  void fill() const {
    const int fd = ::open(filler.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    const std::string bytes(4096, 'x');
    while (::write(fd, bytes.data(), bytes.size()) > 0) {
    }
    close(fd);
  }
};

bool names(const Error& error, Code code, int native, const std::string& path) {
  const bool good = error.code == code && error.native == native && path == std::string(error.where());
  if (!good)
    std::fprintf(stderr, "%d %d %s %s\n", int(error.code), error.native, described(error).c_str(),
                 std::string(error.where()).c_str());
  return good;
}

}  // namespace

TEST_CASE(
    "sqlite disk: on a full disk a session keeps its old data, the error names the file, and writes work "
    "once "
    "there is room") {
  Place place;
  const RecordName name = fresh_name();
  const int result = on_small_disk(place.parent.path(), [&] {
    auto store = place.open();
    if (!store) return 1;
    auto acquired = (*store)->acquire(name, at_once());
    if (!acquired || !(*store)->write(acquired->grant, view_of("old"), kLong, After::keep_lock).ok())
      return 2;
    place.fill();
    const std::string large(300'000, 'n');
    for (int time = 0; time < 3; ++time) {
      const Status written = (*store)->write(acquired->grant, view_of(large), kLong, After::keep_lock);
      if (written.ok() || !names(written.error(), Code::full, 0, place.home + "/sessions.db")) return 3;
    }
    (*store)->release(acquired->grant);
    if (text(*(*store)->read(name)) != "old") return 4;
    unlink(place.filler.c_str());
    auto again = (*store)->acquire(name, at_once());
    if (!again || text(again->record) != "old") return 5;
    if (!(*store)->write(again->grant, view_of(large), kLong, After::release).ok()) return 6;
    return text(*(*store)->read(name)) == large ? 0 : 7;
  });
  MOUNTED(result);
  CHECK(result == 0);
}

TEST_CASE(
    "sqlite disk: opening on a full disk is an error that names the file, and works once there is room") {
  Place place;
  const RecordName name = fresh_name();
  const int result = on_small_disk(place.parent.path(), [&] {
    for (const bool known : {false, true}) {  // a new store, then one with a session
      place.fill();
      auto store = place.open();
      if (store.ok()) {  // the first statement may be the one that fails
        const auto read = (*store)->read(name);
        if (read.ok() || read.error().code != Code::full) return 1;
      } else if (store.error().code != Code::full || !store.error().where().starts_with(place.home)) {
        names(store.error(), Code::full, 0, place.home);
        return 2;
      }
      unlink(place.filler.c_str());
      store = place.open();
      if (!store) return 3;
      if (text(*(*store)->read(name)) != (known ? "kept" : "(absent)")) return 4;
      auto acquired = (*store)->acquire(name, at_once());
      if (!acquired || !(*store)->write(acquired->grant, view_of("kept"), kLong, After::release).ok())
        return 5;
    }
    return 0;
  });
  MOUNTED(result);
  CHECK(result == 0);
}

TEST_CASE(
    "sqlite disk: a read-only file system is an error that names the file, and sessions are readable once it "
    "is writable") {
  Place place;
  const RecordName name = fresh_name();
  const int result = on_small_disk(place.parent.path(), [&] {
    const auto remount = [&](unsigned long flags) {
      return mount("none", place.parent.path().c_str(), nullptr, MS_REMOUNT | flags, "size=1m") == 0;
    };
    if (!remount(MS_RDONLY)) return 1;
    auto store = place.open();
    if (store.ok() || !names(store.error(), Code::read_only, EROFS, place.home)) return 2;
    if (!remount(0)) return 3;
    store = place.open();
    if (!store) return 4;
    auto acquired = (*store)->acquire(name, at_once());
    if (!acquired || !(*store)->write(acquired->grant, view_of("kept"), kLong, After::release).ok()) return 5;
    store->reset();
    if (!remount(MS_RDONLY)) return 6;
    store = place.open();
    if (store.ok() || !names(store.error(), Code::read_only, EROFS, place.home + "/lock")) return 7;
    if (!remount(0)) return 8;
    store = place.open();
    return store.ok() && text(*(*store)->read(name)) == "kept" ? 0 : 9;
  });
  MOUNTED(result);
  CHECK(result == 0);
}

// The kernel releases its lock, and its transaction was never committed.
TEST_CASE(
    "sqlite disk: after a kill between acquire and write the old data stays and the lock is free at once") {
  Place place;
  const RecordName name = fresh_name();
  Shared<std::atomic<int>> held;
  auto store = place.open();
  REQUIRE(store.ok());
  auto acquired = (*store)->acquire(name, at_once());
  REQUIRE(acquired.ok());
  REQUIRE((*store)->write(acquired->grant, view_of("old"), kLong, After::release).ok());
  (*store)->release(acquired->grant);
  Child holder([&] {
    auto own = place.open();
    if (!own || !(*own)->acquire(name, at_once()).ok()) return 1;
    *held = 1;
    for (;;) pause();
  });
  REQUIRE(eventually([&] { return *held == 1; }));
  CHECK((*store)->acquire(name, at_once()).error().code == Code::lock_timeout);
  holder.kill();
  auto next = (*store)->acquire(name, at_once());
  REQUIRE(next.ok());
  CHECK(text(next->record) == "old");
}

}  // namespace usersync::test
