#include "store/sqlite/sqlite.h"

#include <optional>

#include "base/fork.h"
#include "store/random_pool.h"
#include "store/sqlite/database.h"
#include "store/sqlite/directory.h"
#include "store/sqlite/lock.h"

namespace usersync {
namespace {

// Locks are the kernel's, so whether one is still ours is known here and needs no row: a lock counts as lost
// only when the lock file was deleted under it.
class SqliteStore final : public Store {
 public:
  SqliteStore(std::string parent, const StoreConfig& config)
      : parent_(std::move(parent)),
        config_(config),
        generation_(fork_generation()),
        random_(*config.random) {}

  ~SqliteStore() override {
    if (generation_ != fork_generation()) Database::abandon(std::move(database_));
  }

  Status open();

  Result<Acquired> acquire(const RecordName& name, const Terms& terms) override;
  Result<std::optional<Record>> read(const RecordName& name) override;
  Status write(Grant& grant, View data, Seconds lifetime, After after) override;
  Status touch(Grant& grant, View data, Seconds lifetime, After after) override;
  Status destroy(const RecordName& name, const Terms& terms) override {
    return destroy_all(std::span(&name, 1), terms);
  }
  Status destroy_all(std::span<const RecordName> names, const Terms& terms) override;
  Status renew(Grant& grant, const Terms& terms) override;
  void release(Grant& grant) noexcept override;
  Result<std::int64_t> gc(std::int64_t limit) override;
  Result<Census> census() override;
  Result<bool> consume_nonce(const NonceName& nonce, Seconds lifetime) override;
  void recycle(Bytes&& memory) noexcept override {
    if (database_ != nullptr) database_->recycle(std::move(memory));
  }
  std::string_view description() const noexcept override { return description_; }
  bool needs_collecting() const noexcept override { return true; }

 private:
  Status ready();
  Status reopen();
  void close() noexcept;
  Status take(const RecordName& name, const Terms& terms);
  bool files_moved();
  Result<Fresh> fresh(Seconds lifetime);
  Record as_record(Row& row, Millis now);
  template <class Change>
  Status change(Grant& grant, After after, Change&& attempt);
  Result<bool> put(Grant& grant, bool ours, View data, Seconds lifetime);

  const std::string parent_;
  const StoreConfig config_;
  const std::uint32_t generation_;
  std::string description_;
  std::optional<LockFile> lock_;  // all three or none
  std::unique_ptr<Database> database_;
  std::optional<DirectoryWatch> watch_;
  RandomPool random_;
};

Status SqliteStore::open() {
  const auto directory = private_directory(parent_);
  if (!directory) return directory.error();
  const std::string path = *directory + "/sessions.db";
  description_ = "sqlite " + path;

  auto lock = LockFile::open(*directory + "/lock");
  if (!lock) return lock.error();
  lock_.emplace(std::move(*lock));
  auto database = Database::open(path, config_.timeout, *config_.clock, false);
  if (!database && database.error().code == Code::conflict) {
    Terms terms;
    terms.wait = config_.timeout;
    const auto taken = lock_->try_take(LockFile::kSetup);
    if (!taken) return taken.error();
    if (!*taken) {
      if (const auto waited = lock_->wait_for(LockFile::kSetup, terms, *config_.clock); !waited.ok()) {
        return Error{Code::timed_out, "another process is still setting the session database up", path};
      }
    }
    database = Database::open(path, config_.timeout, *config_.clock, true);
    lock_->give_up(LockFile::kSetup);
  }
  if (!database) return database.error();
  auto watch = DirectoryWatch::open(*directory);
  if (!watch) return watch.error();
  database_ = std::move(*database);
  watch_.emplace(std::move(*watch));
  return {};
}

Status SqliteStore::reopen() {
  close();
  ++config_.counters->reconnects;
  auto opened = open();
  if (!opened.ok()) close();
  return opened;
}

void SqliteStore::close() noexcept {
  database_.reset();
  lock_.reset();
  watch_.reset();
}

bool SqliteStore::files_moved() {
  if (!watch_->changed(*config_.clock)) return false;
  if (lock_->deleted() || database_->moved()) return true;
  watch_->mark_unchanged(*config_.clock);
  return false;
}

// Every call begins here. A worker whose files could not be reopened tries again at its next call.
Status SqliteStore::ready() {
  if (generation_ != fork_generation()) {
    return Error{Code::forked, "the session database was opened by the parent process"};
  }
  return database_ != nullptr ? Status{} : reopen();
}

Status SqliteStore::take(const RecordName& name, const Terms& terms) {
  const auto slot = LockFile::slot_of(name);
  const auto taken = lock_->try_take(slot);
  if (!taken) return taken.error();
  if (*taken) return {};
  ++config_.counters->lock_waits;
  const Millis since = config_.clock->monotonic();
  auto waited = lock_->wait_for(slot, terms, *config_.clock);
  const auto span = std::chrono::microseconds(config_.clock->monotonic() - since);
  config_.counters->lock_wait_us += static_cast<std::uint64_t>(span.count());
  if (!waited.ok() && waited.error().code == Code::lock_timeout) ++config_.counters->lock_timeouts;
  return waited;
}

Record SqliteStore::as_record(Row& row, Millis now) {
  config_.counters->bytes_read += row.data->size();
  return {std::move(*row.data), row.version, std::chrono::ceil<Seconds>(row.expires - now)};
}

Result<Acquired> SqliteStore::acquire(const RecordName& name, const Terms& terms) {
  if (auto usable = ready(); !usable.ok()) return usable.error();
  const bool exclusive = terms.lock == Terms::Lock::exclusive;
  for (int attempt = 0;; ++attempt) {
    if (exclusive) {
      if (auto taken = take(name, terms); !taken.ok()) return taken.error();
    }
    // Asked after the lock is ours: a file replaced while we waited for it has an other queue.
    if (attempt > 0 || !files_moved()) break;
    if (auto again = reopen(); !again.ok()) return again.error();
  }
  const Millis now = config_.clock->wall();
  auto row = database_->find(name, now);
  if (!row) {
    if (exclusive) lock_->give_up(LockFile::slot_of(name));
    return row.error();
  }
  // No token: the kernel knows whose lock it is.
  Acquired acquired{make_grant(name, Grant::Token{}, exclusive, exclusive), std::nullopt};
  if (*row) {
    set_version(acquired.grant, (*row)->version);
    acquired.grant.set_parent((*row)->parent);
    if ((*row)->data) acquired.record = as_record(**row, now);
  }
  return acquired;
}

Result<std::optional<Record>> SqliteStore::read(const RecordName& name) {
  if (auto usable = ready(); !usable.ok()) return usable.error();
  if (files_moved()) {
    if (auto again = reopen(); !again.ok()) return again.error();
  }
  const Millis now = config_.clock->wall();
  auto row = database_->find(name, now);
  if (!row) return row.error();
  if (!*row || !(*row)->data) return std::optional<Record>{};
  return std::optional<Record>(as_record(**row, now));
}

Result<Fresh> SqliteStore::fresh(Seconds lifetime) {
  const auto version = random_.version();
  if (!version) return version.error();
  return Fresh{*version, config_.clock->wall() + lifetime};
}

// Rule W3 around any change: (a) under our lock, (b) while nobody has it, or lock=none, which asks for none.
// `attempt(ours)` returns whether the row's guard let it through.
template <class Change>
Status SqliteStore::change(Grant& grant, After after, Change&& attempt) {
  if (auto checked = check(grant); !checked.ok()) return checked;
  if (auto usable = ready(); !usable.ok()) return usable;
  const auto slot = LockFile::slot_of(grant.name());
  if (grant.held() && files_moved()) {
    if (auto again = reopen(); !again.ok()) return again;
  }
  const bool ours = grant.held() && lock_->holds(slot);
  const Error lost{Code::conflict, "another request, or a destroy, changed the session first"};
  const bool borrow = grant.exclusive() && !ours;
  if (borrow) {
    set_held(grant, false);
    const auto free = lock_->try_take(slot);
    if (!free) return free.error();
    if (!*free) {
      ++config_.counters->conflicts;
      return lost;
    }
  }
  const auto changed = attempt(ours);
  if (borrow) lock_->give_up(slot);
  if (!changed) return changed.error();
  if (!*changed) {
    ++config_.counters->conflicts;
    return lost;
  }
  if (ours && after == After::release) {
    lock_->give_up(slot);
    set_held(grant, false);
  }
  return {};
}

Result<bool> SqliteStore::put(Grant& grant, bool ours, View data, Seconds lifetime) {
  const auto next = fresh(lifetime);
  if (!next) return next.error();
  const Millis now = next->expires - lifetime;
  const auto attempt = [&](Guard guard) { return database_->put(guard, grant, *next, data, now); };
  auto stored = attempt(ours                ? Guard::no_newer_tombstone
                        : grant.exclusive() ? Guard::same_version
                                            : Guard::same_or_missing);
  if (stored && !*stored && !grant.exclusive()) {  // last write wins, but is counted
    stored = attempt(Guard::no_newer_tombstone);
    if (stored && *stored) ++config_.counters->overwrites;
  }
  if (stored && *stored) {
    set_version(grant, next->version);
    config_.counters->bytes_written += data.size();
  }
  return stored;
}

Status SqliteStore::write(Grant& grant, View data, Seconds lifetime, After after) {
  return change(grant, after, [&](bool ours) { return put(grant, ours, data, lifetime); });
}

Status SqliteStore::touch(Grant& grant, View data, Seconds lifetime, After after) {
  return change(grant, after, [&](bool ours) -> Result<bool> {
    const Millis now = config_.clock->wall();
    const Guard guard = ours || !grant.exclusive() ? Guard::no_newer_tombstone : Guard::same_version;
    auto moved = database_->extend(guard, grant, now + lifetime, now);
    if (!moved || *moved) return moved;
    return put(grant, ours, data, lifetime);  // missing, or refused: the guard of a write decides
  });
}

// One version for all: it tells one writing of a name from another, and these are names of their own.
Status SqliteStore::destroy_all(std::span<const RecordName> names, const Terms& terms) {
  if (auto usable = ready(); !usable.ok()) return usable;
  if (files_moved()) {
    if (auto again = reopen(); !again.ok()) return again;
  }
  const auto tombstone = fresh(terms.tombstone);
  if (!tombstone) return tombstone.error();
  return database_->put_tombstone(names, *tombstone);
}

Status SqliteStore::renew(Grant& grant, const Terms&) {
  if (auto checked = check(grant); !checked.ok()) return checked;
  if (auto usable = ready(); !usable.ok()) return usable;
  if (!grant.exclusive()) return {};
  if (grant.held() && !files_moved() && lock_->holds(LockFile::slot_of(grant.name()))) return {};
  return Error{Code::conflict, "the session's lock was lost"};
}

void SqliteStore::release(Grant& grant) noexcept {
  const bool ours = grant && grant.held() && grant.fork_generation() == fork_generation();
  if (ours && lock_) lock_->give_up(LockFile::slot_of(grant.name()));
  void_grant(grant);
}

Result<std::int64_t> SqliteStore::gc(std::int64_t limit) {
  if (auto usable = ready(); !usable.ok()) return usable.error();
  auto collected = database_->collect(limit, config_.clock->wall());
  if (collected) config_.counters->collected += static_cast<std::uint64_t>(*collected);
  return collected;
}

Result<Census> SqliteStore::census() {
  if (auto usable = ready(); !usable.ok()) return usable.error();
  if (files_moved()) {
    if (auto again = reopen(); !again.ok()) return again.error();
  }
  return database_->census(config_.clock->wall());
}

Result<bool> SqliteStore::consume_nonce(const NonceName& nonce, Seconds lifetime) {
  if (auto usable = ready(); !usable.ok()) return usable.error();
  if (files_moved()) {
    if (auto again = reopen(); !again.ok()) return again.error();
  }
  const Millis now = config_.clock->wall();
  return database_->claim(nonce, now + lifetime, now);
}

}  // namespace

Result<std::unique_ptr<Store>> open_sqlite(const Dsn& dsn, const StoreConfig& config) {
  if (!dsn.params.empty()) {
    return Error{Code::invalid_argument, "an sqlite store has no such parameter", dsn.params.front().first};
  }
  const std::string& parent = dsn.path.empty() ? config.default_directory : dsn.path;
  if (parent.empty() || parent.front() != '/') {
    return Error{Code::invalid_argument, "an sqlite store needs a directory to live in: sqlite:/directory"};
  }
  auto store = std::make_unique<SqliteStore>(parent, config);
  if (auto opened = store->open(); !opened.ok()) return opened.error();
  return std::unique_ptr<Store>(std::move(store));
}

}  // namespace usersync
