// Counting what an sqlite store holds: every row's header is looked at, no record is read.
#include <sqlite3.h>

#include "store/sqlite/database.h"

namespace usersync {

// Prepared for this once: nobody counts often.
Result<Census> Database::census(Millis now) {
  const auto prepared = prepare(
      "SELECT count(*) FILTER (WHERE data IS NOT NULL AND expires > ?1),"
      " count(*) FILTER (WHERE data IS NOT NULL AND expires <= ?1), count(*) FILTER (WHERE data IS NULL),"
      " (SELECT page_count * page_size FROM pragma_page_count, pragma_page_size) FROM sessions");
  if (!prepared) return prepared.error();
  sqlite3_bind_int64(*prepared, 1, now.count());
  const int code = sqlite3_step(*prepared);
  Census census;
  Error failed;
  if (code == SQLITE_ROW) {
    const auto column = [&](int index) { return sqlite3_column_int64(*prepared, index); };
    census = {column(0), column(1), column(2), column(3), true};
  } else {
    failed = failure(code);
  }
  sqlite3_finalize(*prepared);
  log_.end_statement(handle_);
  if (failed) return failed;
  return census;
}

}  // namespace usersync
