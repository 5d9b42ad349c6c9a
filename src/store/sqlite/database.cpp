#include "store/sqlite/database.h"

#include <sqlite3.h>

#include <cerrno>

#include "base/kept_memory.h"
#include "store/sqlite/execution.h"
#include "store/sqlite/schema.h"

namespace usersync {

Result<std::unique_ptr<Database>> Database::open(const std::string& path, Millis timeout, Clock& clock,
                                                 bool may_set_up) {
  std::unique_ptr<Database> database(new Database(path, timeout, clock));
  if (const Status opened = database->connection_.open(may_set_up); !opened) {
    const bool missing = opened.error().native == ENOENT && !may_set_up;
    return missing ? needs_set_up(path) : opened.error();
  }
  if (const Status ready = prepare_schema(database->connection_, may_set_up); !ready) return ready.error();
  return database;
}

void Database::recycle(Bytes&& memory) noexcept {
  if (memory.capacity() > spare_.capacity() && is_kept(memory)) spare_ = std::move(memory);
}

// Kept in a list and not only dropped, so that a leak checker can tell it from a leak.
void Database::abandon(std::unique_ptr<Database> database) noexcept {
  static Database* abandoned = nullptr;
  if (database == nullptr || !database->is_open()) return;
  database->next_abandoned_ = abandoned;
  abandoned = database.release();
}

Result<std::optional<Row>> Database::select(const RecordName& name, Millis now) {
  Execution execution(connection_, kSelect);
  const auto stepped = execution.name(name.view()).now(now).step();
  if (!stepped) return stepped.error();
  if (!*stepped) return std::optional<Row>{};
  Row row{static_cast<Version>(execution.column(0)), Millis{execution.column(1)}, std::nullopt, std::nullopt};
  const bool parent_destroyed = execution.column(4) != 0;
  if (parent_destroyed) return std::optional<Row>(std::move(row));
  if (!execution.is_null(2)) {
    const View bytes = execution.column_blob(2);
    row.data.emplace(std::move(spare_));
    row.data->assign(bytes.begin(), bytes.end());
  }
  row.parent = execution.column_name(3);
  if (!row.parent && !execution.is_null(3)) return connection_.corrupt();
  return std::optional<Row>(std::move(row));
}

Result<bool> Database::put(Guard guard, const Grant& grant, NewVersion next, View data, Millis now) {
  const Statement which = guard == Guard::no_newer_tombstone                        ? kPutNoNewerTombstone
                          : guard == Guard::any_record                              ? kPutExisting
                          : guard == Guard::same_or_missing || grant.version() == 0 ? kPutSameOrMissing
                                                                                    : kPutSame;
  Execution execution(connection_, which);
  execution.name(grant.name().view()).new_version(next.version).expires(next.expires);
  execution.data(data).parent(grant.parent());
  if (which != kPutExisting) execution.known_version(grant.version());
  return execution.now(now).changed();
}

Result<bool> Database::extend(Guard guard, const Grant& grant, Millis expires, Millis now) {
  Execution execution(connection_, guard == Guard::same_version ? kExtendSame : kExtend);
  execution.name(grant.name().view()).expires(expires).parent(grant.parent());
  return execution.known_version(grant.version()).now(now).changed();
}

Status Database::put_tombstones(std::span<const RecordName> names, NewVersion tombstone) {
  const auto put_each = [&]() -> Status {
    for (const RecordName& name : names) {
      Execution execution(connection_, kPutTombstone);
      execution.name(name.view()).new_version(tombstone.version).expires(tombstone.expires);
      if (const auto stored = execution.changed(); !stored) return stored.error();
    }
    return {};
  };
  if (names.size() <= 1) return put_each();
  if (const auto begun = Execution(connection_, kBegin).step(); !begun) return begun.error();
  Status stored = put_each();
  if (stored.ok()) {
    if (const auto committed = Execution(connection_, kCommit).step(); !committed) stored = committed.error();
  }
  if (!stored.ok()) (void)connection_.execute("ROLLBACK");
  return stored;
}

Result<bool> Database::consume_nonce(const NonceName& nonce, Millis expires, Millis now) {
  return Execution(connection_, kConsumeNonce).name(nonce.view()).expires(expires).now(now).changed();
}

bool Database::moved() noexcept {
  int moved = 0;
  return sqlite3_file_control(connection_.handle(), "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK &&
         moved != 0;
}

}  // namespace usersync
