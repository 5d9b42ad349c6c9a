// The SQL of one way to keep records, leases and one-time names in the tables of a MySQL server.
//
// MysqlStore decides what is sent and when; a layout supplies the statements. Those that write a record check
// rule W3 themselves (docs/formats.md, "SQL schema"). Ownership: belongs to its store. One thread.
#pragma once

#include <array>
#include <functional>
#include <optional>

#include "store/census.h"
#include "store/mysql/client/connection.h"
#include "store/mysql/client/errors.h"
#include "store/record.h"

namespace usersync {

// What the server checks in the statement that writes. open: nothing (lock=unlocked); lock: the lock is ours.
enum class Guard : std::uint8_t { open, lock };

// A time span as SQL takes it: at most a hundred years, because a later date would leave DATETIME, the type
// of leases.
inline constexpr Seconds kLongestSpan{3'155'760'000};
constexpr std::uint64_t sql_seconds(Seconds span) noexcept {
  return static_cast<std::uint64_t>(std::clamp<Seconds::rep>(span.count(), 0, kLongestSpan.count()));
}

// One row of a record, as found() reads it.
struct MysqlFound {
  Version version = 0;  // 0: the row is not one of ours
  Seconds remaining{0};
  bool tombstone = false;
  bool cut = false;  // rule W9: the parent was destroyed
  std::optional<RecordName> parent;
};

struct MysqlStatements {
  // Their rows are for found(). The plain one costs less and brings the parent without asking whether it was
  // destroyed.
  SqlText select, plain;
  // Replaces the record that has the grant's version, and no other.
  std::array<SqlText, 2> replace;  // by Guard
  // Inserts or replaces the record where rule W3 allows it: nothing is there, or {force}. Else it affects no
  // row, or fails with kBadNull. An import uses it without {force} and with {read} 0.
  std::array<SqlText, 2> put;
  // Moves the expiry alone. Affects no row when the record has the grant's version but another parent than
  // the grant: then the record must be written.
  std::array<SqlText, 2> touch;
  // One statement destroys many records: its beginning, a row for each name with commas between, its end. An
  // older tombstone that would outlive the new one keeps its expiry.
  std::string destroy_begin, destroy_end;
  SqlText destroy_row;
  SqlText claim;  // two statements; the second answers 1 when the name is {token}'s
  // Leases (lock=row). take and renew are two statements; the second answers 1 when the lease is {token}'s.
  SqlText take, renew, drop;
};

class MysqlLayout {
 public:
  // `tables` names this set of tables among all on the server: GET_LOCK's names are global there.
  MysqlLayout(std::string_view tables, bool row_lock);
  MysqlLayout(const MysqlLayout&) = delete;
  MysqlLayout& operator=(const MysqlLayout&) = delete;
  virtual ~MysqlLayout() = default;

  virtual std::string_view kind() const noexcept = 0;  // "mysql", "wp-options", for people

  // One SELECT that is sent with the connection's settings, and its row.
  virtual std::string inspect() const = 0;
  virtual void inspected(const MysqlRow& row) = 0;
  // prepare() runs after connecting, with what inspect() brought; create() when a table is missing.
  virtual Status prepare(MysqlConnection& connection, const Wait& wait) = 0;
  virtual Status create(MysqlConnection& connection, const Wait& wait) = 0;

  // Encodes a record for its column, and decodes its row. `data` stays empty for a tombstone, a record whose
  // parent was destroyed, and an expired one, whose `remaining` is below 0.
  virtual View to_column(View data, std::string& scratch) const = 0;
  virtual MysqlFound found(const MysqlRow& row, Bytes& data) const = 0;

  virtual Result<std::int64_t> gc(MysqlConnection& connection, std::int64_t limit, const Wait& wait) = 0;

  // A closing request's share of gc: SQL whose answer need not be waited for, empty when there is nothing to
  // do. `dice`: 63 random bits. gc_part_done() turns the rows it affected into a number of records.
  virtual Result<std::string> gc_part(MysqlConnection& connection, std::int64_t limit, std::uint64_t dice,
                                      const Wait& wait) = 0;
  virtual std::int64_t gc_part_done(std::uint64_t affected) noexcept = 0;

  // Takes bounded time: beyond some thousands of records it is an estimate.
  virtual Result<Census> census(MysqlConnection& connection, const Wait& wait) = 0;

  const MysqlStatements& sql() const noexcept { return sql_; }
  bool row_lock() const noexcept { return row_lock_; }
  const std::string& lock_name() const noexcept { return lock_name_; }  // SQL, with a hole for the id

 protected:
  // The two texts of a guarded statement: `text` takes the guard's condition, `lease` is that of a lease.
  std::array<SqlText, 2> guarded(const std::function<std::string(std::string_view)>& text,
                                 std::string_view lease) const;

  // `sample` answers how many records it read, at most {limit}, then how many of them are live, expired,
  // tombstones, and their bytes. `whole` answers how many records there are, and the bytes of all, or 0.
  static Result<Census> census_of(MysqlConnection& connection, const SqlText& sample, std::int64_t limit,
                                  const std::string& whole, const Wait& wait);

  MysqlStatements sql_;

 private:
  bool row_lock_;
  std::string lock_name_;
};

}  // namespace usersync
