// sessions.db: the rows of an sqlite store and the statements that check rule W3. The bytes on disk:
// docs/formats.md, "SQLite file".
//
// Ownership: its connection, which closes when the process forks (fork_guard.h). Threading: one thread. A
// forked child may neither use nor destroy its parent's: it calls Database::abandon. Errors: those of
// SqliteConnection.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "store/census.h"
#include "store/grant.h"
#include "store/sqlite/connection.h"

namespace usersync {

// What is stored under a name: a record, or the tombstone of one. Times are the wall clock's.
struct Row {
  Version version = 0;
  Millis expires{0};
  std::optional<Bytes> data;  // empty: a tombstone, or a record whose parent was destroyed
  std::optional<RecordName> parent;
};

// The condition under which a write is accepted. To each of them an expired row is a missing row.
enum class Guard : std::uint8_t {
  no_newer_tombstone,  // rule W3a, and lock=unlocked: anything but a tombstone that the grant did not read
  same_version,        // rule W3b: exactly what the grant read; version 0 stands for nothing
  any_record,          // as no_newer_tombstone, for a grant that may not create a record
  same_or_missing,     // lock=unlocked, first try: what the grant read, or nothing
};

struct NewVersion {
  Version version = 0;
  Millis expires{0};
};

class Database {
 public:
  // Makes the file and its tables, or upgrades them, when `may_set_up`. Code::conflict: the caller has to
  // take the set-up lock and call again. Waits at most `timeout` for another program's lock.
  static Result<std::unique_ptr<Database>> open(const std::string& path, Millis timeout, Clock& clock,
                                                bool may_set_up);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  static void abandon(
      std::unique_ptr<Database> database) noexcept;  // in a forked child: leaks an open handle on purpose

  void recycle(Bytes&& memory) noexcept;  // of a row that select() returned, for the next one
  Result<std::optional<Row>> select(const RecordName& name, Millis now);

  // False: the guard refused, nothing changed. Version and parent are the grant's.
  Result<bool> put(Guard guard, const Grant& grant, NewVersion next, View data, Millis now);
  // Moves the expiry of a record, not of a tombstone; checks its version for Guard::same_version only. False
  // also when the grant names another parent than the stored one: that needs put().
  Result<bool> extend(Guard guard, const Grant& grant, Millis expires, Millis now);
  Status put_tombstones(std::span<const RecordName> names, NewVersion tombstone);  // in one transaction
  Result<bool> consume_nonce(const NonceName& nonce, Millis expires, Millis now);

  Result<std::int64_t> collect(std::int64_t limit, Millis now);  // in transactions of `limit` rows
  Result<Census> census(Millis now);

  bool is_open() const noexcept { return connection_.is_open(); }  // false once the process has forked
  bool moved() noexcept;  // the path leads to another file by now, or to none

 private:
  Database(const std::string& path, Millis timeout, Clock& clock) : connection_(path, timeout, clock) {}
  Result<std::int64_t> collect_batch(std::int64_t limit, Millis now, bool& more);

  Bytes spare_;
  Database* next_abandoned_ = nullptr;
  SqliteConnection connection_;
};

}  // namespace usersync
