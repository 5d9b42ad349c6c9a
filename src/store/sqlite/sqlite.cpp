#include "store/sqlite/sqlite.h"

#include <optional>

#include "base/fork.h"
#include "store/random_pool.h"
#include "store/sqlite/files.h"

namespace usersync {
namespace {

// The kernel holds the locks, so this process knows without a row whether one is still ours: a lock is lost
// only when the lock file was deleted.
class SqliteStore final : public Store {
 public:
  SqliteStore(std::string parent, const StoreConfig& config)
      : config_(config), files_(std::move(parent), config_), random_(*config.random) {}

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
    if (files_.is_open()) files_.database().recycle(std::move(memory));
  }
  std::string_view description() const noexcept override { return description_; }
  bool needs_collecting() const noexcept override { return true; }

 private:
  Status ready();
  Status ready_and_in_place();
  Status lock(const RecordName& name, const Terms& terms);
  Result<NewVersion> new_version(Seconds lifetime);
  Record as_record(Row& row, Millis now);
  template <class Change>
  Status change(Grant& grant, After after, Change&& attempt);
  Result<bool> put(Grant& grant, bool ours, View data, Seconds lifetime);

  const StoreConfig config_;
  const std::uint32_t generation_ = fork_generation();
  StoreFiles files_;
  std::string description_;
  RandomPool random_;
};

Status SqliteStore::open() {
  const Status opened = files_.open();
  description_ = "sqlite " + files_.path();
  return opened;
}

// Every call begins here. A store whose files could not be reopened tries again at its next call.
Status SqliteStore::ready() {
  if (generation_ != fork_generation()) {
    return Error{Msg::sqlite_forked};
  }
  return files_.ready();
}

// For calls that hold no lock: a replaced file is simply opened.
Status SqliteStore::ready_and_in_place() {
  if (auto usable = ready(); !usable.ok()) return usable;
  return files_.moved() ? files_.reopen() : Status{};
}

Status SqliteStore::lock(const RecordName& name, const Terms& terms) {
  const auto slot = LockFile::slot_of(name);
  const auto locked = files_.lock().try_lock(slot);
  if (!locked) return locked.error();
  if (*locked) return {};
  ++config_.counters->lock_waits;
  const Millis since = config_.clock->monotonic();
  auto waited = files_.lock().wait_for(slot, terms, *config_.clock);
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
      if (auto locked = lock(name, terms); !locked.ok()) return locked.error();
    }
    // Checked once the lock is ours: a lock file that was replaced while we waited has another queue.
    if (attempt > 0 || !files_.moved()) break;
    if (auto again = files_.reopen(); !again.ok()) return again.error();
  }
  const Millis before = config_.clock->monotonic(), now = config_.clock->wall();
  auto row = files_.database().select(name, now);
  if (!row) {
    if (exclusive) files_.lock().unlock(LockFile::slot_of(name));
    return row.error();
  }
  // No token: the kernel knows which descriptor holds the lock.
  Acquired acquired{make_grant(name, Grant::Token{}, exclusive, exclusive), std::nullopt};
  set_tombstone_life(acquired.grant, terms);
  if (*row) {
    set_version(acquired.grant, (*row)->version);
    acquired.grant.set_parent((*row)->parent);
    if ((*row)->data) {
      saw_record(acquired.grant, before);
      acquired.record = as_record(**row, now);
    }
  }
  return acquired;
}

Result<std::optional<Record>> SqliteStore::read(const RecordName& name) {
  if (auto usable = ready_and_in_place(); !usable.ok()) return usable.error();
  const Millis now = config_.clock->wall();
  auto row = files_.database().select(name, now);
  if (!row) return row.error();
  if (!*row || !(*row)->data) return std::optional<Record>{};
  return std::optional<Record>(as_record(**row, now));
}

Result<NewVersion> SqliteStore::new_version(Seconds lifetime) {
  const auto version = random_.version();
  if (!version) return version.error();
  return NewVersion{*version, config_.clock->wall() + lifetime};
}

// Rule W3 for every kind of change: (a) our lock is held; (b) we lock for the length of this call; or
// lock=unlocked, without any lock. `attempt(ours)` returns whether the row's guard accepted the change.
template <class Change>
Status SqliteStore::change(Grant& grant, After after, Change&& attempt) {
  if (auto checked = check(grant); !checked.ok()) return checked;
  if (auto usable = ready(); !usable.ok()) return usable;
  const auto slot = LockFile::slot_of(grant.name());
  if (grant.held() && files_.moved()) {
    if (auto again = files_.reopen(); !again.ok()) return again;
  }
  const bool ours = grant.held() && files_.lock().holds(slot);
  const Error lost{Msg::write_conflict};
  const bool borrow = grant.exclusive() && !ours;
  if (borrow) {
    set_held(grant, false);
    const auto locked = files_.lock().try_lock(slot);
    if (!locked) return locked.error();
    if (!*locked) {
      ++config_.counters->conflicts;
      return lost;
    }
  }
  const auto changed = attempt(ours);
  if (borrow) files_.lock().unlock(slot);
  if (!changed) return changed.error();
  if (!*changed) {
    ++config_.counters->conflicts;
    return lost;
  }
  if (ours && after == After::release) {
    files_.lock().unlock(slot);
    set_held(grant, false);
  }
  return {};
}

Result<bool> SqliteStore::put(Grant& grant, bool ours, View data, Seconds lifetime) {
  const auto next = new_version(lifetime);
  if (!next) return next.error();
  const Millis before = config_.clock->monotonic(), now = next->expires - lifetime;
  const bool creates = may_create(grant, before);
  const Guard any = creates ? Guard::no_newer_tombstone : Guard::any_record;
  const auto attempt = [&](Guard guard) { return files_.database().put(guard, grant, *next, data, now); };
  auto stored = attempt(ours                            ? any
                        : grant.exclusive() || !creates ? Guard::same_version
                                                        : Guard::same_or_missing);
  if (stored && !*stored && !grant.exclusive()) {  // last write wins, but is counted
    stored = attempt(any);
    if (stored && *stored) ++config_.counters->overwrites;
  }
  if (stored && *stored) {
    set_version(grant, next->version);
    saw_record(grant, before);
    config_.counters->bytes_written += data.size();
  }
  return stored;
}

Status SqliteStore::write(Grant& grant, View data, Seconds lifetime, After after) {
  return change(grant, after, [&](bool ours) { return put(grant, ours, data, lifetime); });
}

Status SqliteStore::touch(Grant& grant, View data, Seconds lifetime, After after) {
  return change(grant, after, [&](bool ours) -> Result<bool> {
    const Millis before = config_.clock->monotonic(), now = config_.clock->wall();
    const Guard guard = ours || !grant.exclusive() ? Guard::no_newer_tombstone : Guard::same_version;
    auto extended = files_.database().extend(guard, grant, now + lifetime, now);
    if (extended && *extended) saw_record(grant, before);
    if (!extended || *extended) return extended;
    return put(grant, ours, data, lifetime);  // missing or refused: the guard of a write decides
  });
}

// One version for all tombstones: a version tells two writes of one name apart, and these are different
// names.
Status SqliteStore::destroy_all(std::span<const RecordName> names, const Terms& terms) {
  if (auto usable = ready_and_in_place(); !usable.ok()) return usable;
  const auto tombstone = new_version(terms.tombstone);
  if (!tombstone) return tombstone.error();
  return files_.database().put_tombstones(names, *tombstone);
}

Status SqliteStore::renew(Grant& grant, const Terms&) {
  if (auto checked = check(grant); !checked.ok()) return checked;
  if (auto usable = ready(); !usable.ok()) return usable;
  const auto slot = LockFile::slot_of(grant.name());
  const bool locked = grant.held() && !files_.moved() && files_.lock().holds(slot);
  if (grant.exclusive() && !locked) return Error{Msg::lock_lost};

  const Millis before = config_.clock->monotonic();
  auto row = files_.database().select(grant.name(), config_.clock->wall());
  if (!row) return row.error();
  const bool tombstone =
      *row && !(*row)->data && ((*row)->version != grant.version() || has_seen_record(grant));
  if (tombstone || (!*row && !may_create(grant, before))) {
    return Error{Msg::session_destroyed};
  }
  if (*row && (*row)->data) {
    saw_record(grant, before);
    recycle(std::move(*(*row)->data));
  }
  return {};
}

void SqliteStore::release(Grant& grant) noexcept {
  const bool ours = grant && grant.held() && grant.fork_generation() == fork_generation();
  if (ours && files_.is_open()) files_.lock().unlock(LockFile::slot_of(grant.name()));
  void_grant(grant);
}

Result<std::int64_t> SqliteStore::gc(std::int64_t limit) {
  if (auto usable = ready(); !usable.ok()) return usable.error();
  auto collected = files_.database().collect(limit, config_.clock->wall());
  if (collected) config_.counters->collected += static_cast<std::uint64_t>(*collected);
  return collected;
}

Result<Census> SqliteStore::census() {
  if (auto usable = ready_and_in_place(); !usable.ok()) return usable.error();
  return files_.database().census(config_.clock->wall());
}

Result<bool> SqliteStore::consume_nonce(const NonceName& nonce, Seconds lifetime) {
  if (auto usable = ready_and_in_place(); !usable.ok()) return usable.error();
  const Millis now = config_.clock->wall();
  return files_.database().consume_nonce(nonce, now + lifetime, now);
}

}  // namespace

Result<std::unique_ptr<Store>> open_sqlite(const Dsn& dsn, const StoreConfig& config) {
  if (!dsn.params.empty()) {
    return Error{Msg::store_parameter_unknown, dsn.params.front().first};
  }
  const std::string& parent = dsn.path.empty() ? config.default_directory : dsn.path;
  if (dsn.path.empty() && !parent.empty() && parent.front() != '/') {
    return Error{Msg::sqlite_save_path_relative, parent};
  }
  if (parent.empty() || parent.front() != '/') {
    return Error{Msg::store_directory_form};
  }
  auto store = std::make_unique<SqliteStore>(parent, config);
  if (auto opened = store->open(); !opened.ok()) return opened.error();
  return std::unique_ptr<Store>(std::move(store));
}

}  // namespace usersync
