// Files of an sqlite store that are missing, foreign, damaged, removed or replaced.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "store/sqlite/sqlite.h"
#include "unit/store/directory.h"
#include "unit/store/rules/rules.h"

namespace usersync::test {
namespace {

struct Place {
  Directory parent;
  Counters counters;
  std::string home = parent.path() + "/usersync-" + std::to_string(geteuid());
  std::string database = home + "/sessions.db", lock = home + "/lock";

  Result<std::unique_ptr<Store>> open() {
    StoreConfig context;
    context.counters = &counters;
    context.timeout = Millis{200};
    return open_sqlite(*parse_dsn("sqlite:" + parent.path()), context);
  }
  std::unique_ptr<Store> must_open() {
    auto store = open();
    if (!store) FAIL(described(store.error()) << " " << std::string(store.error().where()));
    return std::move(*store);
  }
  Error refusal() {
    auto store = open();
    REQUIRE_FALSE(store.ok());
    return store.error();
  }
};

void put(Store& store, const RecordName& name, std::string_view data) {
  auto acquired = store.acquire(name, at_once());
  REQUIRE(acquired.ok());
  REQUIRE(store.write(acquired->grant, view_of(data), kLong, After::release).ok());
  store.release(acquired->grant);
}

std::string get(Store& store, const RecordName& name) {
  const auto record = store.read(name);
  REQUIRE(record.ok());
  return text(*record);
}

std::string detail(const Error& error) { return std::string(error.where()); }

mode_t mode_of(const std::string& path) {
  struct stat file {};
  REQUIRE(stat(path.c_str(), &file) == 0);
  return file.st_mode & 0777;
}

void overwrite(const std::string& path, std::string_view bytes, std::streamoff at = 0) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(at);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  REQUIRE(file.good());
}

}  // namespace

TEST_CASE("sqlite files: the directory has mode 0700 under any umask") {
  const mode_t before = umask(0);
  Place place;
  place.must_open();
  umask(before);
  CHECK(mode_of(place.home) == 0700);
}

TEST_CASE("sqlite files: a missing parent directory is an error that names the path") {
  Place place;
  std::filesystem::remove(place.parent.path());
  const Error error = place.refusal();
  CHECK(error.code == Code::unavailable);
  CHECK(detail(error) == place.home);
}

TEST_CASE(
    "sqlite files: a file, a link, or a directory with another mode at the store's path is an error that "
    "names it") {
  Place place;
  SUBCASE("a file") { std::ofstream(place.home) << "planted"; }
  SUBCASE("a link to a directory") {
    REQUIRE(mkdir((place.parent.path() + "/elsewhere").c_str(), 0700) == 0);
    REQUIRE(symlink((place.parent.path() + "/elsewhere").c_str(), place.home.c_str()) == 0);
  }
  SUBCASE("a link to nowhere") { REQUIRE(symlink("/nowhere", place.home.c_str()) == 0); }
  SUBCASE("a directory that others may enter") {
    REQUIRE(mkdir(place.home.c_str(), 0700) == 0);
    REQUIRE(chmod(place.home.c_str(), 0755) == 0);
  }
  const Error error = place.refusal();
  CHECK(error.code == Code::denied);
  CHECK(detail(error) == place.home);
  CHECK_FALSE(std::filesystem::exists(place.parent.path() + "/elsewhere/sessions.db"));
}

TEST_CASE("sqlite files: a directory of another user is refused, also in a sticky directory like Debian's") {
  if (geteuid() != 0) {
    MESSAGE("SKIPPED: only root can make another user's directory");
    return;
  }
  Place place;
  REQUIRE(chmod(place.parent.path().c_str(), 01733) == 0);
  REQUIRE(mkdir(place.home.c_str(), 0700) == 0);
  REQUIRE(chown(place.home.c_str(), 65534, 65534) == 0);
  const Error error = place.refusal();
  CHECK(error.code == Code::denied);
  CHECK(detail(error) == place.home);
}

TEST_CASE(
    "sqlite files: two users in a sticky directory each use their own directory, and cannot enter the "
    "other's") {
  if (geteuid() != 0) {
    MESSAGE("SKIPPED: only root can become two other users");
    return;
  }
  Place place;
  REQUIRE(chmod(place.parent.path().c_str(), 01733) == 0);
  const auto as_user = [&](uid_t uid, auto&& body) {
    return Child([&, uid] {
             if (setgid(uid) != 0 || setuid(uid) != 0) return 9;
             return body();
           })
        .result();
  };
  const auto opens = [&] { return place.open().ok() ? 0 : 1; };
  CHECK(as_user(12345, opens) == 0);
  CHECK(as_user(12346, opens) == 0);
  const std::string first = place.parent.path() + "/usersync-12345";
  CHECK(as_user(12346, [&] {
          const bool entered = ::open((first + "/sessions.db").c_str(), O_RDONLY) >= 0 ||
                               ::open((first + "/sessions.db-wal").c_str(), O_CREAT | O_RDWR, 0666) >= 0 ||
                               rename(first.c_str(), (first + "x").c_str()) == 0;
          return entered ? 1 : 0;
        }) == 0);
}

TEST_CASE(
    "sqlite files: anything but a file at the path of the lock or the database is an error that names it") {
  Place place;
  REQUIRE(mkdir(place.home.c_str(), 0700) == 0);
  SUBCASE("the lock is a link") {
    REQUIRE(symlink("/tmp/elsewhere", place.lock.c_str()) == 0);
    CHECK(place.refusal().code == Code::denied);
    CHECK(detail(place.refusal()) == place.lock);
  }
  SUBCASE("the lock is a directory") {
    REQUIRE(mkdir(place.lock.c_str(), 0700) == 0);
    CHECK(detail(place.refusal()) == place.lock);
  }
  SUBCASE("the database is a directory") {
    REQUIRE(mkdir(place.database.c_str(), 0700) == 0);
    CHECK(detail(place.refusal()) == place.database);
  }
  SUBCASE("the database is not a database") {
    std::ofstream(place.database) << std::string(8192, 'x');
    CHECK(place.refusal().code == Code::corrupt);
    CHECK(detail(place.refusal()) == place.database);
    CHECK(std::filesystem::file_size(place.database) == 8192);
  }
}

TEST_CASE("sqlite files: many processes that open a new store at once all succeed") {
  for (int round = 0; round < 5; ++round) {
    Place place;
    std::vector<Child> children;
    Shared<std::atomic<int>> ready;
    for (int i = 0; i < 16; ++i) {
      children.emplace_back([&] {
        ++*ready;
        while (*ready < 16) usleep(50);
        StoreConfig context;
        context.counters = &place.counters;
        auto store = open_sqlite(*parse_dsn("sqlite:" + place.parent.path()), context);
        if (!store) std::fprintf(stderr, "%s (%d)\n", described(store.error()).c_str(), store.error().native);
        return store.ok() && (*store)->read(RecordName{}).ok() ? 0 : 1;
      });
    }
    for (auto& child : children) CHECK(child.result() == 0);
  }
}

TEST_CASE(
    "sqlite files: when the directory is removed, the next request makes a new store, and a late write "
    "conflicts") {
  Place place;
  const RecordName name = fresh_name();
  auto kept = place.must_open();
  put(*kept, name, "old");
  auto late = kept->acquire(name, at_once());
  REQUIRE(late.ok());
  std::filesystem::remove_all(place.home);

  auto other = place.must_open();
  put(*other, name, "new");
  const Status written = kept->write(late->grant, view_of("stale"), kLong, After::release);
  REQUIRE_FALSE(written.ok());
  CHECK(written.error().code == Code::conflict);
  CHECK(get(*kept, name) == "new");
  CHECK(place.counters.reconnects == 1);
}

TEST_CASE("sqlite files: when only the lock file is replaced, a request excludes later ones") {
  Place place;
  const RecordName name = fresh_name();
  auto kept = place.must_open();
  put(*kept, name, "one");
  std::filesystem::remove(place.lock);
  auto other = place.must_open();
  auto held = kept->acquire(name, at_once());
  REQUIRE(held.ok());
  CHECK(other->acquire(name, at_once()).error().code == Code::lock_timeout);
}

TEST_CASE("sqlite files: when the database is replaced, the next request reads the new one") {
  Place place, spare;
  const RecordName name = fresh_name();
  auto kept = place.must_open();
  put(*kept, name, "before");
  put(*spare.must_open(), name, "restored");
  std::filesystem::remove(place.database + "-wal");
  std::filesystem::remove(place.database + "-shm");
  std::filesystem::rename(spare.database, place.database);
  CHECK(get(*kept, name) == "restored");
}

TEST_CASE(
    "sqlite files: a store whose directory was replaced by a file fails with its path, and works again "
    "afterwards") {
  Place place;
  auto kept = place.must_open();
  std::filesystem::remove_all(place.home);
  std::ofstream(place.home) << "planted";
  const auto read = kept->read(RecordName{});
  REQUIRE_FALSE(read.ok());
  CHECK(read.error().code == Code::denied);
  CHECK(detail(read.error()) == place.home);
  CHECK_FALSE(kept->acquire(RecordName{}, at_once()).ok());
  std::filesystem::remove(place.home);
  CHECK(kept->read(RecordName{}).ok());
}

TEST_CASE("sqlite files: a damaged database is an error that names its path, and no record is returned") {
  Place place;
  const RecordName name = fresh_name();
  for (int i = 0; i < 400; ++i) put(*place.must_open(), i == 0 ? name : fresh_name(), std::string(500, 'x'));
  const auto size = std::filesystem::file_size(place.database);
  REQUIRE(size > 100'000);
  for (std::streamoff at = 4096; at < static_cast<std::streamoff>(size); at += 4096) {
    overwrite(place.database, std::string(512, '\xff'), at);
  }
  auto store = place.must_open();
  const auto read = store->read(name);
  REQUIRE_FALSE(read.ok());
  CHECK(read.error().code == Code::corrupt);
  CHECK(detail(read.error()) == place.database);
  const auto acquired = store->acquire(name, at_once());
  REQUIRE_FALSE(acquired.ok());
  CHECK(acquired.error().code == Code::corrupt);
  CHECK(store->acquire(name, at_once()).error().code == Code::corrupt);  // and the lock was released
}

TEST_CASE("sqlite files: a database of a newer version is not changed") {
  Place place;
  place.must_open();
  overwrite(place.database, std::string_view("\0\0\0\x63", 4),
            60);  // user_version: sqlite.org/fileformat2.html
  const Error error = place.refusal();
  CHECK(error.code == Code::unsupported);
  CHECK(detail(error) == place.database);
}

TEST_CASE("sqlite files: a directory without write permission is reported as denied") {
  if (geteuid() == 0) {
    Place place;
    const int result = Child([&] {
                         if (setuid(12345) != 0) return 9;
                         return place.open().error().code == Code::denied ? 0 : 1;
                       }).result();
    CHECK(result == 0);  // mode 0700 and another owner: no file can be made in it
    return;
  }
  Place place;
  REQUIRE(chmod(place.parent.path().c_str(), 0500) == 0);
  CHECK(place.refusal().code == Code::denied);
}

TEST_CASE("sqlite files: a file size limit is reported as full, and the old record stays") {
  Place place;
  const RecordName name = fresh_name();
  put(*place.must_open(), name, "old");
  Child limited([&] {
    signal(SIGXFSZ, SIG_IGN);
    const rlimit small{1 << 18, 1 << 18};
    auto store = place.open();
    if (!store.ok()) return 1;
    auto acquired = (*store)->acquire(name, at_once());
    if (!acquired.ok() || setrlimit(RLIMIT_FSIZE, &small) != 0) return 2;
    const Bytes large(1 << 20);
    const Status written = (*store)->write(acquired->grant, large, kLong, After::keep_lock);
    if (written.ok() || written.error().code != Code::full) return 3;
    const auto record = (*store)->read(name);
    if (!record.ok() || text(*record) != "old") return 4;
    return (*store)->write(acquired->grant, view_of("small"), kLong, After::release).ok() ? 0 : 5;
  });
  CHECK(limited.result() == 0);
  CHECK(get(*place.must_open(), name) == "small");
}

TEST_CASE("sqlite files: an unknown parameter and an address without a directory are refused") {
  Counters counters;
  StoreConfig context;
  context.counters = &counters;
  CHECK(open_sqlite(*parse_dsn("sqlite:/tmp?lock=row"), context).error().code == Code::invalid_argument);
  CHECK(open_sqlite(*parse_dsn("sqlite"), context).error().code == Code::invalid_argument);
}

TEST_CASE("sqlite files: the error about a relative session.save_path names it") {
  Counters counters;
  StoreConfig config;
  config.counters = &counters;
  config.default_directory = "sessions/of/a/site";
  const auto store = open_sqlite(*parse_dsn("sqlite"), config);
  REQUIRE_FALSE(store.ok());
  CHECK(store.error().code == Code::invalid_argument);
  CHECK(detail(store.error()) == config.default_directory);
  CHECK(described(store.error()).find("session.save_path") != std::string::npos);
}

}  // namespace usersync::test
