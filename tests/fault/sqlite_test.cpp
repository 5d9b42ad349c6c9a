// Failures between the sqlite store and its disk: the n-th write, sync or open fails, for every n; a worker
// is killed at any moment. Afterwards the record is the whole old one or the whole new one.
#include <doctest/doctest.h>
#include <signal.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>

#include "store/sqlite/sqlite.h"
#include "unit/store/directory.h"
#include "unit/store/rules/rules.h"

namespace usersync::test {
namespace {

// A disk that fails on demand: a VFS that passes calls to SQLite's own one and counts them. It is the default
// VFS while it lives, so the store uses it unchanged.
class FailingDisk {
 public:
  enum class Step { write, sync, truncate, open };

  FailingDisk() : real_(sqlite3_vfs_find(nullptr)), vfs_(*real_) {
    vfs_.zName = "failing-disk";
    vfs_.szOsFile = static_cast<int>(sizeof(File)) + real_->szOsFile;
    vfs_.xOpen = open;
    vfs_.pAppData = this;
    sqlite3_vfs_register(&vfs_, 1);
  }
  ~FailingDisk() {
    sqlite3_vfs_unregister(&vfs_);
    sqlite3_vfs_register(real_, 1);
  }

  // The n-th such step from now on fails with `code`; with `stays`, every later one as well.
  void fail(Step step, int n, int code, bool stays) {
    step_ = step, countdown_ = n, code_ = code, stays_ = stays, failed_ = false;
  }
  void heal() { countdown_ = 0, stays_ = false; }
  bool failed() const { return failed_; }

 private:
  struct File {
    sqlite3_file base;
    FailingDisk* disk;
    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
  };

  bool fails(Step step) {
    if (step != step_) return false;
    if (stays_ && failed_) return true;
    if (countdown_ == 0 || --countdown_ > 0) return false;
    failed_ = true;
    return true;
  }

  static File& file(sqlite3_file* base) { return *reinterpret_cast<File*>(base); }
  static int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* base, int flags, int* out);
  static const sqlite3_io_methods kMethods;

  sqlite3_vfs* real_;
  sqlite3_vfs vfs_;
  Step step_ = Step::write;
  int countdown_ = 0, code_ = 0;
  bool stays_ = false, failed_ = false;
};

// The failing write has written its first half: a disk may stop anywhere.
int write_half(sqlite3_file* real, const void* bytes, int size, sqlite3_int64 at, int code) {
  if (size > 1) real->pMethods->xWrite(real, bytes, size / 2, at);
  return code;
}

const sqlite3_io_methods FailingDisk::kMethods = {
    2,
    [](sqlite3_file* f) {
      auto* real = file(f).real();
      return real->pMethods != nullptr ? real->pMethods->xClose(real) : SQLITE_OK;
    },
    [](sqlite3_file* f, void* to, int n, sqlite3_int64 at) {
      return file(f).real()->pMethods->xRead(file(f).real(), to, n, at);
    },
    [](sqlite3_file* f, const void* from, int n, sqlite3_int64 at) {
      FailingDisk& disk = *file(f).disk;
      if (disk.fails(Step::write)) return write_half(file(f).real(), from, n, at, disk.code_);
      return file(f).real()->pMethods->xWrite(file(f).real(), from, n, at);
    },
    [](sqlite3_file* f, sqlite3_int64 n) {
      if (file(f).disk->fails(Step::truncate)) return SQLITE_IOERR_TRUNCATE;
      return file(f).real()->pMethods->xTruncate(file(f).real(), n);
    },
    [](sqlite3_file* f, int flags) {
      if (file(f).disk->fails(Step::sync)) return SQLITE_IOERR_FSYNC;
      return file(f).real()->pMethods->xSync(file(f).real(), flags);
    },
    [](sqlite3_file* f, sqlite3_int64* n) { return file(f).real()->pMethods->xFileSize(file(f).real(), n); },
    [](sqlite3_file* f, int level) { return file(f).real()->pMethods->xLock(file(f).real(), level); },
    [](sqlite3_file* f, int level) { return file(f).real()->pMethods->xUnlock(file(f).real(), level); },
    [](sqlite3_file* f, int* out) {
      return file(f).real()->pMethods->xCheckReservedLock(file(f).real(), out);
    },
    [](sqlite3_file* f, int op, void* arg) {
      return file(f).real()->pMethods->xFileControl(file(f).real(), op, arg);
    },
    [](sqlite3_file* f) { return file(f).real()->pMethods->xSectorSize(file(f).real()); },
    [](sqlite3_file* f) { return file(f).real()->pMethods->xDeviceCharacteristics(file(f).real()); },
    [](sqlite3_file* f, int region, int size, int extend, void volatile** at) {
      return file(f).real()->pMethods->xShmMap(file(f).real(), region, size, extend, at);
    },
    [](sqlite3_file* f, int offset, int n, int flags) {
      return file(f).real()->pMethods->xShmLock(file(f).real(), offset, n, flags);
    },
    [](sqlite3_file* f) { file(f).real()->pMethods->xShmBarrier(file(f).real()); },
    [](sqlite3_file* f, int remove) { return file(f).real()->pMethods->xShmUnmap(file(f).real(), remove); },
    nullptr,
    nullptr,
};

int FailingDisk::open(sqlite3_vfs* vfs, const char* path, sqlite3_file* base, int flags, int* out) {
  auto& disk = *static_cast<FailingDisk*>(vfs->pAppData);
  File& opened = file(base);
  opened.base.pMethods = nullptr;
  opened.disk = &disk;
  if (disk.fails(Step::open)) return SQLITE_CANTOPEN;
  const int code = disk.real_->xOpen(disk.real_, path, opened.real(), flags, out);
  if (code == SQLITE_OK) opened.base.pMethods = &kMethods;
  return code;
}

using Step = FailingDisk::Step;

Result<std::unique_ptr<Store>> open_store(const Directory& directory, Counters& counters) {
  StoreConfig context;
  context.counters = &counters;
  return open_sqlite(*parse_dsn("sqlite:" + directory.path()), context);
}

std::string record(char letter, std::size_t size) { return std::string(size, letter); }

// True for a record of the full size and one letter, which a half-written record is not.
bool is_whole(const std::string& data, std::size_t size) {
  return data.size() == size && data.find_first_not_of(data.front()) == std::string::npos;
}

// One request under a failing disk. Returns whether the failing step was reached.
bool survives(Step step, int n, int code, bool stays, std::size_t size) {
  CAPTURE(n);
  const Directory directory;
  Counters counters;
  FailingDisk disk;
  const RecordName name = fresh_name();
  const std::string before = record('o', size), after = record('n', size);
  auto opened = open_store(directory, counters);
  REQUIRE(opened.ok());
  auto store = std::move(*opened);
  for (int i = 0; i < 12; ++i) {  // so that the checkpoint at the close has work to do
    auto acquired = store->acquire(i == 0 ? name : fresh_name(), at_once());
    REQUIRE(acquired.ok());
    REQUIRE(store->write(acquired->grant, view_of(before), kLong, After::release).ok());
  }

  disk.fail(step, n, code, stays);
  Code result = Code::ok;
  if (auto acquired = store->acquire(name, at_once()); acquired.ok()) {
    const Status written = store->write(acquired->grant, view_of(after), kLong, After::release);
    result = written.ok() ? Code::ok : written.error().code;
    store->release(acquired->grant);
  } else {
    result = acquired.error().code;
  }
  store.reset();
  const bool reached = disk.failed();
  auto while_broken = open_store(directory, counters);
  disk.heal();
  if (while_broken.ok()) while_broken->reset();

  opened = open_store(directory, counters);
  REQUIRE_MESSAGE(opened.ok(), described(opened.error()));
  store = std::move(*opened);
  const auto found = store->read(name);
  REQUIRE(found.ok());
  CHECK((text(*found) == (result == Code::ok ? after : before)));
  if (result != Code::ok)
    CHECK((result == Code::full || result == Code::unavailable || result == Code::read_only));
  auto again = store->acquire(name, at_once());
  REQUIRE(again.ok());
  CHECK(store->write(again->grant, view_of("goes on"), kLong, After::release).ok());
  return reached;
}

}  // namespace

TEST_CASE("sqlite fault: whichever write finds the disk full, the record is the old one or the new one") {
  for (const bool stays : {false, true}) {
    for (const std::size_t size : {std::size_t{200}, std::size_t{30'000}}) {
      int n = 1;
      while (survives(Step::write, n, SQLITE_FULL, stays, size)) ++n;
      CHECK(n > 3);
    }
  }
}

TEST_CASE("sqlite fault: whichever write fails, the record is the old one or the new one") {
  int n = 1;
  while (survives(Step::write, n, SQLITE_IOERR_WRITE, true, 5000)) ++n;
  CHECK(n > 3);
}

TEST_CASE("sqlite fault: whichever sync or truncation fails, the record is the old one or the new one") {
  for (const Step step : {Step::sync, Step::truncate}) {
    for (int n = 1; n < 6 && survives(step, n, 0, false, 5000); ++n) {
    }
  }
}

TEST_CASE("sqlite fault: whichever step of making the store fails, the next try succeeds") {
  for (const Step step : {Step::write, Step::sync, Step::open}) {
    int n = 1;
    for (bool reached = true; reached; ++n) {
      CAPTURE(n);
      const Directory directory;
      Counters counters;
      FailingDisk disk;
      disk.fail(step, n, SQLITE_FULL, true);
      { const auto broken = open_store(directory, counters); }
      reached = disk.failed();
      disk.heal();
      const auto store = open_store(directory, counters);
      REQUIRE_MESSAGE(store.ok(), described(store.error()));
      CHECK((*store)->read(fresh_name()).ok());
    }
    CHECK(n > 2);
  }
}

TEST_CASE("sqlite fault: a worker that is killed at any moment leaves whole records and an intact file") {
  constexpr int kRounds = 200, kSessions = 8;
  constexpr std::size_t kSize = 20'000;
  const Directory directory;
  std::vector<RecordName> names;
  for (int i = 0; i < kSessions; ++i) names.push_back(fresh_name());
  Shared<std::atomic<int>> written;
  const auto work = [&](int seed) {
    Counters counters;
    auto store = open_store(directory, counters);
    if (!store) return 1;
    for (unsigned i = static_cast<unsigned>(seed);; ++i) {
      auto acquired = (*store)->acquire(names[i % kSessions], patient());
      if (!acquired) return 2;
      if (acquired->record && !is_whole(text(acquired->record), kSize)) return 3;
      const auto data = record(static_cast<char>('a' + i % 26), kSize);
      if (!(*store)->write(acquired->grant, view_of(data), kLong, After::release).ok()) return 4;
      if (i % 7 == 0 && !(*store)->gc(10).ok()) return 5;
      ++*written;
    }
  };
  for (int round = 0; round < kRounds; ++round) {
    Child first([&] { return work(round); }), second([&] { return work(round + 3); });
    const int before = *written;
    REQUIRE(eventually([&] { return *written > before; }));
    usleep(static_cast<useconds_t>(round * 37 % 2000));
    kill(first.pid(), SIGKILL);
    kill(second.pid(), SIGKILL);
    CHECK(first.result() == 128 + SIGKILL);
    CHECK(second.result() == 128 + SIGKILL);
  }

  Counters counters;
  auto store = open_store(directory, counters);
  REQUIRE(store.ok());
  for (const auto& name : names) {
    auto acquired = (*store)->acquire(name, at_once());  // no lock outlived its process
    REQUIRE(acquired.ok());
    if (acquired->record) CHECK(is_whole(text(acquired->record), kSize));
  }
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
  CHECK(verdict == "ok");
}

// A loss of power loses the log's index. Then the checksums in the log show what was committed.
TEST_CASE("sqlite fault: after a loss of power the log has every commit, from 1 byte to 9 MB") {
  const Directory directory, after;
  Counters counters;
  const std::string home = "/usersync-" + std::to_string(geteuid());
  std::vector<std::pair<RecordName, std::string>> written;
  auto store = open_store(directory, counters);
  REQUIRE(store.ok());
  // The largest ones outgrow SQLite's page cache: their pages are written to the log before the commit, some
  // twice.
  for (const std::size_t size : {100, 5000, 130'000, 9'000'000, 300, 6'000'000, 200'000, 1}) {
    written.emplace_back(fresh_name(), record(static_cast<char>('a' + written.size()), size));
    auto acquired = (*store)->acquire(written.back().first, at_once());
    REQUIRE(acquired.ok());
    for (const auto& data : {record('z', size / 2 + 1), written.back().second}) {
      REQUIRE((*store)->write(acquired->grant, view_of(data), kLong, After::keep_lock).ok());
    }
    (*store)->release(acquired->grant);
    std::filesystem::create_directory(after.path() + home);
    std::filesystem::permissions(after.path() + home, std::filesystem::perms::owner_all);
    for (const char* file : {"/sessions.db", "/sessions.db-wal"}) {
      std::filesystem::copy_file(directory.path() + home + file, after.path() + home + file,
                                 std::filesystem::copy_options::overwrite_existing);
    }
    auto found = open_store(after, counters);
    REQUIRE(found.ok());
    for (const auto& [name, data] : written) CHECK((text(*(*found)->read(name)) == data));
    found->reset();
    std::filesystem::remove_all(after.path() + home);
  }
}

TEST_CASE("sqlite fault: another program that holds the database longer than usersync.timeout is reported") {
  const Directory directory;
  Counters counters;
  StoreConfig context;
  context.counters = &counters;
  context.timeout = Millis{100};
  auto store = open_sqlite(*parse_dsn("sqlite:" + directory.path()), context);
  REQUIRE(store.ok());
  const RecordName name = fresh_name();
  auto acquired = (*store)->acquire(name, at_once());
  REQUIRE(acquired.ok());
  REQUIRE((*store)->write(acquired->grant, view_of("old"), kLong, After::keep_lock).ok());

  sqlite3* other = nullptr;
  const std::string path = directory.path() + "/usersync-" + std::to_string(geteuid()) + "/sessions.db";
  REQUIRE(sqlite3_open(path.c_str(), &other) == SQLITE_OK);
  REQUIRE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);
  const Status written = (*store)->write(acquired->grant, view_of("new"), kLong, After::keep_lock);
  REQUIRE_FALSE(written.ok());
  CHECK(written.error().code == Code::timed_out);
  CHECK(text(*(*store)->read(name)) == "old");  // readers never wait for a writer
  REQUIRE(sqlite3_exec(other, "COMMIT", nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(other);
  CHECK((*store)->write(acquired->grant, view_of("new"), kLong, After::release).ok());
}

}  // namespace usersync::test
