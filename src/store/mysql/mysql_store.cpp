#include "store/mysql/mysql_store.h"

#include "store/mysql/connection_lock.h"
#include "store/mysql/row_lease.h"

namespace usersync {

MysqlStore::MysqlStore(MysqlAddress address, const StoreConfig& config, std::unique_ptr<MysqlLayout> layout)
    : config_(config),
      layout_(std::move(layout)),
      link_(std::move(address), config, *layout_),
      reader_(*layout_, link_),
      description_(std::string(layout_->kind()) + " " + link_.address().text()),
      random_(*config.random) {
  const MysqlLock::Dependencies dependencies{config_, link_, *layout_, reader_, random_};
  if (layout_->row_lock()) {
    lock_ = std::make_unique<RowLease>(dependencies);
  } else {
    lock_ = std::make_unique<ConnectionLock>(dependencies);
  }
}

Error MysqlStore::corrupt() const { return {Msg::mysql_row_foreign, link_.address().text()}; }

Result<Acquired> MysqlStore::acquire(const RecordName& name, const Terms& terms) {
  const bool exclusive = terms.lock == Terms::Lock::exclusive;
  Acquisition acquisition;
  auto token = random_.token();
  if (!token) return token.error();
  acquisition.token = *token;
  const auto began = config_.clock->monotonic();
  Status status = exclusive
                      ? lock_->acquire(name, terms, acquisition)
                      : link_.run(terms.interrupted, [&](MysqlConnection& connection) {
                          return reader_.read(connection, SqlValues{.id = name.view()}, acquisition.state);
                        });
  if (acquisition.waited) {
    ++config_.counters->lock_waits;
    const auto waited = std::chrono::microseconds(config_.clock->monotonic() - began);
    config_.counters->lock_wait_us += static_cast<std::uint64_t>(waited.count());
  }
  if (status && exclusive && !acquisition.mine) {
    status = Error{Msg::lock_timeout, link_.address().text()};
  }
  if (!status) {
    if (status.error().code == Code::lock_timeout) ++config_.counters->lock_timeouts;
    return status.error();
  }

  Acquired acquired;
  acquired.grant = make_grant(name, acquisition.token, acquisition.mine, exclusive);
  if (acquisition.state.unreadable) {
    release(acquired.grant);
    return corrupt();
  }
  set_version(acquired.grant, acquisition.state.version);
  set_tombstone_life(acquired.grant, terms);
  if (acquisition.state.record) saw_record(acquired.grant, began);
  acquired.grant.set_parent(acquisition.state.parent);
  acquired.record = std::move(acquisition.state.record);
  if (acquired.record) config_.counters->bytes_read += acquired.record->data.size();
  return acquired;
}

Result<std::optional<Record>> MysqlStore::read(const RecordName& name) {
  StoredState state;
  auto read = link_.run(nullptr, [&](MysqlConnection& connection) {
    return reader_.read(connection, SqlValues{.id = name.view()}, state);
  });
  if (!read) return read.error();
  if (state.unreadable) return corrupt();
  if (state.record) config_.counters->bytes_read += state.record->data.size();
  return std::move(state.record);
}

Status MysqlStore::renew(Grant& grant, const Terms& terms) {
  if (auto checked = check(grant); !checked) return checked;
  if (grant.exclusive()) {
    if (auto renewed = lock_->renew(grant, terms); !renewed) return renewed;
  }
  const Millis before = config_.clock->monotonic();
  StoredState state;
  auto read = link_.run(terms.interrupted, [&](MysqlConnection& connection) {
    return reader_.read(connection, SqlValues{.id = grant.name().view()}, state);
  });
  if (!read) return read;
  if (state.record) {
    saw_record(grant, before);
    reader_.recycle(std::move(state.record->data));
    return {};
  }
  // What merely expired keeps the version that the grant read; a tombstone has one of its own.
  const bool destroyed = state.version != 0 ? state.version != grant.version() : !may_create(grant, before);
  return destroyed ? Status{Error{Msg::session_destroyed}} : Status{};
}

void MysqlStore::release(Grant& grant) noexcept {
  if (check(grant)) lock_->release(grant.token(), Answer::ignored);
  void_grant(grant);
}

Result<std::int64_t> MysqlStore::gc(std::int64_t limit) {
  auto removed = link_.run(
      nullptr, [&](MysqlConnection& connection) { return layout_->gc(connection, limit, patience()); });
  if (removed) config_.counters->collected += static_cast<std::uint64_t>(*removed);
  return removed;
}

// Uses an open connection only: collecting is no reason to open one, nor to retry.
void MysqlStore::gc_in_passing(std::int64_t limit) noexcept {
  MysqlConnection* const connection = link_.current();
  if (connection == nullptr) return;
  try {
    // The answer to the previous part decides what the next one is.
    if (!connection->drain(patience())) return;
    const auto dice = random_.version();
    if (!dice) return;
    const auto sql = layout_->gc_part(*connection, limit, *dice, patience());
    if (!sql || sql->empty()) return;
    (void)connection
        ->send(*sql, patience(),
               [this](std::uint64_t affected) {
                 config_.counters->collected += static_cast<std::uint64_t>(layout_->gc_part_done(affected));
               })
        .ok();
  } catch (...) {  // out of memory: another close will
  }
}

Result<Census> MysqlStore::census() {
  return link_.run(nullptr,
                   [&](MysqlConnection& connection) { return layout_->census(connection, patience()); });
}

Result<bool> MysqlStore::consume_nonce(const NonceName& nonce, Seconds lifetime) {
  SqlValues values{.nonce = nonce.view()};
  auto token = random_.token();
  if (!token) return token.error();
  values.token = *token;
  values.seconds = sql_seconds(lifetime);
  // The token lets a retry after a broken connection recognise its own claim.
  return link_.run(nullptr, [&](MysqlConnection& connection) -> Result<bool> {
    bool mine = false;
    auto asked = connection.query(layout_->sql().claim.text(values), patience(),
                                  [&](std::size_t, const MysqlRow& row) { mine = row.number(0) == 1; });
    if (!asked) return asked.error();
    return mine;
  });
}

std::vector<std::string> MysqlStore::notes() const {
  std::vector<std::string> notes;
  if (link_.saw_cluster() && !layout_->row_lock()) {
    notes.push_back(message_text(Msg::mysql_galera_lock));
  }
  return notes;
}

}  // namespace usersync
