// How a MysqlStore writes: rule W3, checked by the statement that writes.
#include "base/kept_memory.h"
#include "store/mysql/mysql_store.h"
#include "store/mysql/statement_slot.h"

namespace usersync {
namespace {

constexpr std::uint64_t kPacketHeadroom = 4096;  // bytes: the other parameters of a write, and its header

Error conflicting() { return {Msg::write_conflict}; }

}  // namespace

Status MysqlStore::write(Grant& grant, View data, Seconds lifetime, After after) {
  return put(Operation::write, grant, data, lifetime, after);
}

Status MysqlStore::touch(Grant& grant, View data, Seconds lifetime, After after) {
  return put(Operation::touch, grant, data, lifetime, after);
}

Status MysqlStore::fits(const MysqlConnection& connection, View column) const {
  if (column.size() + kPacketHeadroom <= connection.max_packet()) return {};
  return Error{Msg::mysql_packet_too_large, link_.address().text()};
}

Status MysqlStore::put(Operation operation, Grant& grant, View data, Seconds lifetime, After after) {
  if (auto checked = check(grant); !checked) return checked;
  PendingWrite write{.operation = operation, .grant = grant, .after = after, .values = {}};
  SqlValues& values = write.values;
  values.id = grant.name().view();
  values.token = grant.token();
  values.data = layout_->to_column(data, column_);
  if (grant.parent()) values.parent = grant.parent()->view();
  const auto version = random_.version();
  if (!version) return version.error();
  values.version = *version;
  values.read = grant.version();
  values.seconds = sql_seconds(lifetime);

  const Millis before = config_.clock->monotonic();
  write.creates = may_create(grant, before);
  const auto stored = link_.run(nullptr, [&](MysqlConnection& connection) -> Status {
    if (auto fitting = fits(connection, values.data); !fitting) return fitting;
    const Status done = put_once(connection, write);
    write.retried = true;
    return done;
  });
  free_if_large(column_);
  if (!stored) {
    if (stored.error().code == Code::conflict) ++config_.counters->conflicts;
    return stored;
  }
  saw_record(grant, before);
  if (values.version != 0) {
    set_version(grant, values.version);
    config_.counters->bytes_written += data.size();
  }
  if (after == After::release) {
    write.released ? lock_->forget(grant.token()) : lock_->release(grant.token(), Answer::ignored);
    set_held(grant, false);
  }
  return {};
}

// Rule W3. After an attempt that ended without an answer, our own version may be there already. Sets
// write.values.version to 0 when the record keeps its version.
Status MysqlStore::put_once(MysqlConnection& connection, PendingWrite& write) {
  if (!write.creates) {
    // No tombstone can come and go between this look and the statement that writes.
    StoredState state;
    if (auto read = reader_.read(connection, write.values, state); !read) return read;
    if (!state.record) return conflicting();
    reader_.recycle(std::move(state.record->data));
  }
  if (write.grant.exclusive() && !lock_->is_held(connection, write.grant))
    return put_by_version(connection, write);
  if (write.retried) {
    StoredState state;
    if (auto read = reader_.read(connection, write.values, state); !read) return read;
    if (state.version == write.values.version) return {};
  }
  return put_by_right(connection, write);
}

// Rule W3b: the lock must be free, which taking it proves, and the version must be the one the grant read.
Status MysqlStore::put_by_version(MysqlConnection& connection, PendingWrite& write) {
  Acquisition acquisition;
  acquisition.token = write.grant.token();
  if (auto taken = lock_->take_for_write(connection, write.values, write.retried, acquisition); !taken)
    return taken;
  if (!acquisition.mine) return conflicting();

  Status status;
  if (!write.retried || acquisition.state.version != write.values.version) {
    write.values.force = 0;
    auto moved =
        write.operation == Operation::touch ? touched(connection, Guard::lock, write) : Result<bool>(false);
    if (moved && *moved) {
      write.values.version = 0;
    } else if (moved) {
      auto rows = write.values.read != 0 ? replace(connection, Guard::lock, write)
                                         : insert(connection, Guard::lock, write);
      if (!rows) status = rows.error();
      if (rows && *rows == 0) status = conflicting();
    } else {
      status = moved.error();
    }
  }
  write.released ? lock_->forget(write.grant.token()) : lock_->release(write.grant.token(), Answer::awaited);
  return status;
}

// Rule W3a, and lock=unlocked: replaces any version, but no tombstone that is newer than the grant.
Status MysqlStore::put_by_right(MysqlConnection& connection, PendingWrite& write) {
  const bool exclusive = write.grant.exclusive();
  const Guard guard = exclusive ? Guard::lock : Guard::open;
  write.values.force = 1;
  if (write.operation == Operation::touch) {
    auto moved = touched(connection, guard, write);
    if (!moved) return moved.error();
    if (*moved) {
      write.values.version = 0;
      return {};
    }
  }
  // First by version, although any version may be replaced: an UPDATE costs less than the upsert, and with
  // lock=unlocked it shows whether something newer was replaced.
  if (write.values.read != 0 || !exclusive) {
    write.values.force = write.values.read != 0 ? 1 : 0;
    auto rows = write.values.read != 0 ? replace(connection, guard, write) : insert(connection, guard, write);
    if (!rows) return rows.error();
    if (*rows > 0) return {};
  }
  write.values.force = 1;
  auto rows = insert(connection, guard, write);
  if (!rows) return rows.error();
  if (*rows == 0) return conflicting();
  if (!exclusive && *rows == 2) ++config_.counters->overwrites;
  return {};
}

// False when the expiry cannot be moved, or not by this grant: then the record must be written.
Result<bool> MysqlStore::touched(MysqlConnection& connection, Guard guard, const PendingWrite& write) {
  const SqlValues& values = write.values;
  const SqlText& sql = layout_->sql().touch[static_cast<std::size_t>(guard)];
  auto rows = connection.query(sql.text(values), patience());
  if (!rows) return rows.error();
  if (*rows > 0) return true;
  // A second move within the same second does not change the row, and counts as no row affected.
  StoredState state;
  if (auto read = reader_.read(connection, values, state); !read) return read.error();
  if (!state.record) return false;
  return state.version == values.read ? state.parent == write.grant.parent() : values.force != 0;
}

Result<std::uint64_t> MysqlStore::replace(MysqlConnection& connection, Guard guard, PendingWrite& write) {
  const SqlText& sql = layout_->sql().replace[static_cast<std::size_t>(guard)];
  return send(connection, {statement_slot::replace(guard), &sql, &write.values}, guard, write);
}

Result<std::uint64_t> MysqlStore::insert(MysqlConnection& connection, Guard guard, PendingWrite& write) {
  const SqlText& sql = layout_->sql().put[static_cast<std::size_t>(guard)];
  auto rows = send(connection, {statement_slot::insert(guard), &sql, &write.values}, guard, write);
  if (!rows && rows.error().native == mysql::kBadNull) return std::uint64_t{0};  // the guard did not hold
  return rows;
}

// The record, and right behind it the release of the lock, in one trip.
Result<std::uint64_t> MysqlStore::send(MysqlConnection& connection, const MysqlCall& call, Guard guard,
                                       PendingWrite& write) {
  const SqlValues unlocking{.id = write.values.id};
  const auto release =
      guard == Guard::lock && write.after == After::release ? lock_->release_call(unlocking) : std::nullopt;
  const MysqlCall calls[] = {call, release.value_or(call)};
  const bool releases = release.has_value();
  auto rows = connection.execute({calls, releases ? 2U : 1U}, 1, patience());
  write.released = releases && rows && *rows > 0;
  return rows;
}

// insert() without a grant: does nothing where a live record or a tombstone is.
Result<bool> MysqlStore::import_record(const RecordName& name, View data, Seconds lifetime, const Terms&) {
  SqlValues values{.id = name.view(), .data = layout_->to_column(data, column_)};
  const auto version = random_.version();
  if (!version) return version.error();
  values.version = *version;
  values.seconds = sql_seconds(lifetime);
  bool retried = false;
  auto imported = link_.run(nullptr, [&](MysqlConnection& connection) -> Result<bool> {
    if (std::exchange(retried, true)) {
      StoredState state;
      if (auto read = reader_.read(connection, values, state); !read) return read.error();
      if (state.version == values.version) return true;
    }
    if (auto fitting = fits(connection, values.data); !fitting) return fitting.error();
    const SqlText& sql = layout_->sql().put[static_cast<std::size_t>(Guard::open)];
    const MysqlCall call{statement_slot::insert(Guard::open), &sql, &values};
    auto rows = connection.execute({&call, 1}, 1, patience());
    if (!rows) return rows.error();
    return *rows > 0;
  });
  if (imported && *imported) config_.counters->bytes_written += data.size();
  return imported;
}

}  // namespace usersync
