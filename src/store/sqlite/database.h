// sessions.db: the rows of an sqlite store and the statements that decide rule W3. The bytes on disk:
// docs/formats.md, "SQLite file".
//
// Ownership: the sqlite3 handle and its prepared statements. Threading: one thread. A forked child may
// neither use nor destroy it: forget it by Database::abandon.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "store/census.h"
#include "store/grant.h"
#include "store/sqlite/log.h"

namespace usersync {

// What stands under a name: a record, or the tombstone of one. Times are the wall clock's.
struct Row {
  Version version = 0;
  Millis expires{0};
  std::optional<Bytes> data;  // empty: a tombstone, or a record whose leash was cut
  std::optional<RecordName> parent;
};

// Under which condition a write is accepted. Expired rows stand for nothing in each of them.
enum class Guard : std::uint8_t {
  no_newer_tombstone,  // rule W3a, and lock=none: anything but a tombstone the grant did not read
  same_version,        // rule W3b: exactly what the grant read, nothing for version 0
  same_or_missing,     // lock=none, first try: what the grant read, or nothing
};

struct Fresh {
  Version version = 0;
  Millis expires{0};
};

class Database {
 public:
  // Makes the file and its tables, or upgrades them, when `may_set_up`; otherwise Code::conflict says that
  // the caller has to take the set-up lock first. Waits for another program's lock `timeout` at most.
  static Result<std::unique_ptr<Database>> open(const std::string& path, Millis timeout, Clock& clock,
                                                bool may_set_up);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  static void abandon(std::unique_ptr<Database> database) noexcept;  // forked child: leaks it on purpose

  void recycle(Bytes&& memory) noexcept;  // of a row that find() gave, for the next
  Result<std::optional<Row>> find(const RecordName& name, Millis now);

  // False: the guard refused, nothing changed. Version and leash are the grant's.
  Result<bool> put(Guard guard, const Grant& grant, Fresh fresh, View data, Millis now);
  // Moves the expiry of a live record (no tombstone), its version checked for Guard::same_version alone.
  // False also when the grant would tie it to something else.
  Result<bool> extend(Guard guard, const Grant& grant, Millis expires, Millis now);
  Status put_tombstone(std::span<const RecordName> names, Fresh tombstone);  // in one transaction

  Result<std::int64_t> collect(std::int64_t limit, Millis now);
  Result<Census> census(Millis now);  // sqlite_census.cpp
  Result<bool> claim(const NonceName& nonce, Millis expires, Millis now);

  bool moved() noexcept;  // another file, or none, stands at our path by now

 private:
  class Use;
  static constexpr std::size_t kStatements = 16;

  Database(std::string path, Millis timeout, Clock& clock);
  Status set_up();
  Status upgrade(std::int64_t from);
  Status in_transaction(const char* sql);
  Status use_write_ahead_log();
  Status execute(const char* sql);
  Result<std::int64_t> number(const char* sql);
  Result<sqlite3_stmt*> prepare(const char* sql);
  Result<std::int64_t> collect_batch(std::int64_t limit, Millis now, bool& more);
  Error failure(int code) const;
  static int on_busy(void* self, int attempt);

  Bytes spare_;
  Database* next_abandoned_ = nullptr;
  std::string path_;
  Millis timeout_;
  Clock* clock_;
  Millis busy_since_{0};
  GatheredLog log_;
  sqlite3* handle_ = nullptr;
  std::array<sqlite3_stmt*, kStatements> statements_{};
};

}  // namespace usersync
