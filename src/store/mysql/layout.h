// How records, leases and one-time names lie in the tables of a MySQL server: the SQL of one way to do it.
//
// MysqlStore decides what happens and when; a layout only says in which words. Statements that write a record
// state rule W3 themselves (docs/formats.md, "SQL schema"). Ownership: belongs to its store. One thread.
#pragma once

#include <array>
#include <optional>

#include "store/census.h"
#include "store/mysql/client/connection.h"
#include "store/mysql/client/errors.h"
#include "store/record.h"

namespace usersync {

// Who may write: proven by the server, in the statement that writes.
enum class Guard : std::uint8_t { open, lock };  // open: lock=none, or nothing to prove

// What stands under a name.
struct MysqlFound {
  Version version = 0;  // 0: the row is not one of ours
  Seconds remaining{0};
  bool tombstone = false;
  bool cut = false;  // rule W9
  std::optional<RecordName> parent;
};

struct MysqlStatements {
  // Their rows are for found(). The plain one brings the leash as it is, also where it was cut: it costs
  // less.
  SqlText select, plain;
  // The record under the version the grant knows, and only that one.
  std::array<SqlText, 2> replace;  // by Guard
  // The record wherever rule W3 lets it: nothing there, or {force}. Affects no row, or fails with kBadNull,
  // when it does not. Without {force} and with {read} 0 it is what an import needs.
  std::array<SqlText, 2> put;
  // The expiry alone. Affects no row when the record under the version the grant knows is on another leash
  // than the grant's: then there is more to write.
  std::array<SqlText, 2> touch;
  // A statement in three pieces, so that one can destroy many: its beginning, a row for each name with commas
  // between, its end. A tombstone that would outlive the new one keeps its time.
  std::string destroy_begin, destroy_end;
  SqlText destroy_row;
  SqlText claim;  // two statements; the second answers 1 when the name is {token}'s
  // Leases, where GET_LOCK cannot be had. take and renew are two statements; the second answers 1 when the
  // lease is {token}'s.
  SqlText take, renew, drop;
};

class MysqlLayout {
 public:
  // `place` tells one set of tables from another on the same server: GET_LOCK's names are server-global.
  MysqlLayout(std::string_view place, bool row_lock);
  MysqlLayout(const MysqlLayout&) = delete;
  MysqlLayout& operator=(const MysqlLayout&) = delete;
  virtual ~MysqlLayout() = default;

  virtual std::string_view kind() const noexcept = 0;  // "mysql", "wp-options", for people

  // One SELECT that travels with the connection's settings, and what it answered.
  virtual std::string inspect() const = 0;
  virtual void inspected(const MysqlRow& row) = 0;
  // After connecting, with what inspect() brought; and when a table turned out to be missing.
  virtual Status prepare(MysqlConnection& connection, const Wait& wait) = 0;
  virtual Status create(MysqlConnection& connection, const Wait& wait) = 0;

  // A record on its way into the column, and back; without `data` when it is a tombstone, cut off, or
  // expired: then `remaining` is below 0.
  virtual View to_column(View data, std::string& scratch) const = 0;
  virtual MysqlFound found(const MysqlRow& row, Bytes& data) const = 0;

  virtual Result<std::int64_t> gc(MysqlConnection& connection, std::int64_t limit, const Wait& wait) = 0;

  // A closing request's part of it: SQL that may be sent unheard, empty when nothing is to be done, and what
  // it affected, where that was heard; how many records those were. `dice`: 63 random bits.
  virtual Result<std::string> gc_part(MysqlConnection& connection, std::int64_t limit, std::uint64_t dice,
                                      const Wait& wait) = 0;
  virtual std::int64_t gc_part_done(std::uint64_t affected) noexcept = 0;

  // Bounded, however much there is: beyond some thousands of records it is an estimate.
  virtual Result<Census> census(MysqlConnection& connection, const Wait& wait) = 0;

  const MysqlStatements& sql() const noexcept { return sql_; }
  bool row_lock() const noexcept { return row_lock_; }
  const std::string& lock_name() const noexcept { return lock_name_; }  // SQL, with a hole for the session

 protected:
  // The two texts of a guarded statement: `pattern` with GUARD in it, `lease` the proof of a lease.
  std::array<SqlText, 2> guarded(const std::string& pattern, std::string_view lease) const;

  // `sample` answers how many records it looked at, at most {limit}, then how many of them live, have
  // expired, are tombstones, and their bytes. `whole` answers how many there are, and the bytes of all or 0.
  static Result<Census> census_of(MysqlConnection& connection, const SqlText& sample, std::int64_t limit,
                                  const std::string& whole, const Wait& wait);

  MysqlStatements sql_;

 private:
  bool row_lock_;
  std::string lock_name_;
};

}  // namespace usersync
