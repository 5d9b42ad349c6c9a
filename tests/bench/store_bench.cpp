// A locked read and write cycle of the sqlite store beside the bare statements it is made of: BEGIN
// IMMEDIATE, SELECT, upsert, COMMIT on a kept handle, no session lock. CPU time of this process, so that a
// busy machine disturbs little; the median of five interleaved rounds. Prints, asserts nothing.
#include <sqlite3.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>

#include "store/sqlite/sqlite.h"
#include "unit/store/directory.h"

namespace usersync {
namespace {

constexpr int kNames = 500;

void must(bool good, const char* what) {
  if (good) return;
  std::fprintf(stderr, "%s failed\n", what);
  std::exit(1);
}

double cpu_us() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto us = [](const timeval& time) { return double(time.tv_sec) * 1e6 + double(time.tv_usec); };
  return us(usage.ru_utime) + us(usage.ru_stime);
}

std::vector<RecordName> some_names() {
  std::vector<RecordName> names(kNames);
  for (auto& name : names) must(system_random().fill(name.bytes).ok(), "random");
  return names;
}

// The floor, with the table that anybody would write.
class Bare {
 public:
  explicit Bare(const std::string& path) {
    must(sqlite3_open_v2(path.c_str(), &handle_,
                         SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                         nullptr) == SQLITE_OK,
         "open");
    for (const char* sql :
         {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL", "PRAGMA secure_delete=FAST",
          "CREATE TABLE s(name BLOB PRIMARY KEY, expires INTEGER, data BLOB)"}) {
      must(sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) == SQLITE_OK, sql);
    }
    begin_ = prepare("BEGIN IMMEDIATE"), commit_ = prepare("COMMIT");
    select_ = prepare("SELECT data FROM s WHERE name = ?1 AND expires > ?2");
    upsert_ = prepare(
        "INSERT INTO s VALUES(?1, ?2, ?3) ON CONFLICT(name) DO UPDATE SET expires = excluded.expires,"
        " data = excluded.data");
  }
  ~Bare() {
    for (auto* statement : {begin_, commit_, select_, upsert_}) sqlite3_finalize(statement);
    sqlite3_close(handle_);
  }

  void cycle(const RecordName& name, const Bytes& data) {
    run(begin_);
    const auto now = system_clock().wall().count();
    sqlite3_bind_blob(select_, 1, name.bytes.data(), 24, SQLITE_STATIC);
    sqlite3_bind_int64(select_, 2, now);
    if (sqlite3_step(select_) == SQLITE_ROW) {
      const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(select_, 0));
      read_.assign(bytes, bytes + sqlite3_column_bytes(select_, 0));
    }
    sqlite3_reset(select_);
    sqlite3_bind_blob(upsert_, 1, name.bytes.data(), 24, SQLITE_STATIC);
    sqlite3_bind_int64(upsert_, 2, now + 1'440'000);
    sqlite3_bind_blob64(upsert_, 3, data.data(), data.size(), SQLITE_STATIC);
    run(upsert_);
    run(commit_);
  }

 private:
  sqlite3_stmt* prepare(const char* sql) {
    sqlite3_stmt* statement = nullptr;
    must(sqlite3_prepare_v3(handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) == SQLITE_OK,
         sql);
    return statement;
  }
  static void run(sqlite3_stmt* statement) {
    must(sqlite3_step(statement) == SQLITE_DONE, "step");
    sqlite3_reset(statement);
  }
  sqlite3* handle_ = nullptr;
  sqlite3_stmt *begin_, *commit_, *select_, *upsert_;
  Bytes read_;
};

double each(int times, const std::function<void(int)>& cycle) {
  const double before = cpu_us();
  for (int i = 0; i < times; ++i) cycle(i);
  return (cpu_us() - before) / times;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void compare(std::size_t size) {
  const test::Directory directory;
  Counters counters;
  StoreConfig context;
  context.counters = &counters;
  auto store = open_sqlite(*parse_dsn("sqlite:" + directory.path()), context);
  must(store.ok(), "open_sqlite");
  Bare bare(directory.path() + "/bare.db");
  const auto names = some_names();
  Bytes data(size);
  const auto fill = [&](int i) { std::fill(data.begin(), data.end(), std::uint8_t(i)); };
  const auto raw = [&](int i) {
    fill(i);
    bare.cycle(names[std::size_t(i * 7) % kNames], data);
  };
  const auto ours = [&](int i) {
    fill(i);
    auto acquired = (*store)->acquire(names[std::size_t(i * 7) % kNames], Terms{});
    must(acquired.ok(), "acquire");
    must((*store)->write(acquired->grant, data, Seconds{1440}, After::release).ok(), "write");
    (*store)->release(acquired->grant);
  };
  const int times = size > 50'000 ? 500 : 4000;
  each(kNames, raw), each(kNames, ours);
  std::vector<double> raws, owns;
  for (int round = 0; round < 5; ++round) {
    raws.push_back(each(times, raw));
    owns.push_back(each(times, ours));
  }
  std::printf("%7zu bytes   bare %7.1f us   ours %7.1f us   ratio %.2f\n", size, median(raws), median(owns),
              median(owns) / median(raws));
}

}  // namespace
}  // namespace usersync

int main() {
  for (const std::size_t size : {1024, 10'240, 102'400}) usersync::compare(size);
}
