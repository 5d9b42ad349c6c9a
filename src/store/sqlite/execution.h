// One execution of a kept statement: binds its parameters, steps, reads columns. The parameters' numbers are
// those of statements.h.
//
// Ownership: borrows the statement and resets it at the end. Bound blobs are not copied, so they must outlive
// the Execution. Errors: the first one is kept and returned by step().
#pragma once

#include <optional>

#include "base/bytes.h"
#include "store/record.h"
#include "store/sqlite/connection.h"

namespace usersync {

class Execution {
 public:
  Execution(SqliteConnection& connection, Statement which);
  ~Execution();
  Execution(const Execution&) = delete;
  Execution& operator=(const Execution&) = delete;

  Execution& name(View bytes) { return blob(1, bytes); }
  Execution& new_version(Version version) { return number(2, static_cast<std::int64_t>(version)); }
  Execution& expires(Millis at) { return number(3, at.count()); }
  Execution& data(View bytes) { return blob(4, bytes); }
  Execution& known_version(Version version) { return number(5, static_cast<std::int64_t>(version)); }
  Execution& now(Millis at) { return number(6, at.count()); }
  Execution& limit(std::int64_t count) { return number(7, count); }
  Execution& parent(const std::optional<RecordName>& name);

  Result<bool> step();     // true: a row is there to read
  Result<bool> changed();  // runs to the end; true: it changed a row

  bool is_null(int column) const;
  std::int64_t column(int index) const;
  View column_blob(int index) const;                       // valid until the next step()
  std::optional<RecordName> column_name(int index) const;  // empty: NULL, or no name of 24 bytes

 private:
  Execution& number(int index, std::int64_t value);
  Execution& blob(int index, View bytes);
  void note(int code);

  SqliteConnection& connection_;
  sqlite3_stmt* statement_ = nullptr;
  Error failed_;
};

}  // namespace usersync
