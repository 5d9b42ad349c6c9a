// Deleting the expired rows of an sqlite store, and counting all of them.
#include <sqlite3.h>

#include "store/sqlite/database.h"
#include "store/sqlite/execution.h"

namespace usersync {

// Within one transaction: of the first `limit` rows that are due, the expired ones are deleted and the others
// become due again at their present expiry.
Result<std::int64_t> Database::collect_batch(std::int64_t limit, Millis now, bool& more) {
  std::int64_t removed = 0;
  {
    Execution execution(connection_, kCollectSessions);
    execution.now(now).limit(limit);
    for (;;) {  // at most `limit` rows
      const auto row = execution.step();
      if (!row) return row.error();
      if (!*row) break;
      removed += execution.column(0);
    }
  }
  const auto deferred = Execution(connection_, kCollectDefer).now(now).limit(limit).changed();
  if (!deferred) return deferred.error();
  const auto dropped = Execution(connection_, kCollectDue).now(now).limit(limit).changed();
  if (!dropped) return dropped.error();
  more = *deferred || *dropped;
  return removed;
}

Result<std::int64_t> Database::collect(std::int64_t limit, Millis now) {
  constexpr int kBatches = 8;  // bounds the work when most of the due rows have a later expiry by now
  std::int64_t removed = 0;
  bool more = true;
  for (int batch = 0; batch < kBatches && more && removed < limit; ++batch) {
    if (const auto begun = Execution(connection_, kBegin).step(); !begun) return begun.error();
    auto collected = collect_batch(limit - removed, now, more);
    if (collected && batch == 0) {
      const auto nonces = Execution(connection_, kCollectNonces).now(now).limit(limit).step();
      if (!nonces) collected = nonces.error();
    }
    if (collected) {
      const auto committed = Execution(connection_, kCommit).step();
      if (!committed) collected = committed.error();
    }
    if (!collected) {
      (void)connection_.execute("ROLLBACK");
      return collected.error();
    }
    removed += *collected;
  }
  return removed;
}

// Reads the header of every row and no record. Prepared for one use, because counting is rare.
Result<Census> Database::census(Millis now) {
  const auto prepared = connection_.prepare(
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
    failed = connection_.failure(code);
  }
  sqlite3_finalize(*prepared);
  if (failed) return failed;
  return census;
}

}  // namespace usersync
