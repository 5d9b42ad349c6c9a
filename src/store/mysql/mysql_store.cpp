#include "store/mysql/mysql_store.h"

#include "base/fork.h"
#include "base/kept_memory.h"

namespace usersync {
namespace {

constexpr std::uint64_t kPacketHeadroom = 4096;  // the other parameters of a write, and its header

Error conflicting() { return {Msg::write_conflict}; }

}  // namespace

MysqlStore::MysqlStore(MysqlAddress address, const StoreConfig& config, std::unique_ptr<MysqlLayout> layout)
    : config_(config),
      layout_(std::move(layout)),
      link_(std::move(address), config, *layout_),
      description_(std::string(layout_->kind()) + " " + link_.address().text()),
      // 2: it was free, 1: had after a wait, 0: not had.
      lock_("SELECT IF(GET_LOCK(" + layout_->lock_name() + ",0),2,GET_LOCK(" + layout_->lock_name() +
            ",{millis}*1e-3))"),
      // Behind a write: the lock goes when the write was accepted, and stays where it may be tried again.
      unlock_("DO IF({force} OR ROW_COUNT()>0,RELEASE_LOCK(" + layout_->lock_name() + "),0)") {}

// A hundred years at most: a later date would leave DATETIME, where leases are.
std::uint64_t MysqlStore::seconds_of(Seconds span) noexcept {
  return static_cast<std::uint64_t>(std::clamp<Seconds::rep>(span.count(), 0, 3'155'760'000));
}

// Drawn ahead, for one system call: both tell writings and holders apart, and are no secrets. A forked child
// must not draw what its parent will.
Status MysqlStore::fresh(Grant::Token& token, Version& version) {
  if (random_left_ == 0 || random_process_ != fork_generation()) {
    random_left_ = 0;
    const std::span bytes(random_.front().data(), sizeof random_);
    if (auto rolled = config_.random->fill(bytes); !rolled) return rolled;
    random_left_ = random_.size(), random_process_ = fork_generation();
  }
  const auto& dice = random_[--random_left_];
  std::copy_n(dice.begin(), token.size(), token.begin());
  for (std::size_t i = token.size(); i < dice.size(); ++i) version = version << 8 | dice[i];
  version = std::max<Version>(1, version & ~(std::uint64_t{1} << 63));
  return {};
}

Error MysqlStore::corrupt() const { return {Msg::mysql_row_foreign, link_.address().text()}; }

void MysqlStore::recycle(Bytes&& memory) noexcept {
  if (is_kept(memory)) spare_ = std::move(memory);
}

Result<std::optional<Record>> MysqlStore::read(const RecordName& name) {
  Standing standing;
  auto looked = link_.run(nullptr, [&](MysqlConnection& connection) {
    return look(connection, SqlValues{.id = name.view()}, standing);
  });
  if (!looked) return looked.error();
  if (standing.unreadable) return corrupt();
  if (standing.record) config_.counters->bytes_read += standing.record->data.size();
  return std::move(standing.record);
}

Status MysqlStore::write(Grant& grant, View data, Seconds lifetime, After after) {
  return put(Deed::write, grant, data, lifetime, after);
}

Status MysqlStore::touch(Grant& grant, View data, Seconds lifetime, After after) {
  return put(Deed::touch, grant, data, lifetime, after);
}

Status MysqlStore::fits(const MysqlConnection& connection, View column) const {
  if (column.size() + kPacketHeadroom <= connection.max_packet()) return {};
  return Error{Msg::mysql_packet_too_large, link_.address().text()};
}

Status MysqlStore::put(Deed deed, Grant& grant, View data, Seconds lifetime, After after) {
  if (auto checked = check(grant); !checked) return checked;
  Grant::Token unused;
  Put put{.deed = deed, .grant = grant, .after = after, .values = {}};
  SqlValues& values = put.values;
  values.id = grant.name().view();
  values.token = grant.token();
  values.data = layout_->to_column(data, column_);
  if (grant.parent()) values.parent = grant.parent()->view();
  if (auto drawn = fresh(unused, values.version); !drawn) return drawn;
  values.read = grant.version();
  values.seconds = seconds_of(lifetime);

  const auto stored = link_.run(nullptr, [&](MysqlConnection& connection) -> Status {
    if (auto fitting = fits(connection, values.data); !fitting) return fitting;
    const Status done = put_once(connection, put);
    put.again = true;
    return done;
  });
  free_if_large(column_);
  if (!stored) {
    if (stored.error().code == Code::conflict) ++config_.counters->conflicts;
    return stored;
  }
  if (values.version != 0) {
    set_version(grant, values.version);
    config_.counters->bytes_written += data.size();
  }
  if (after == After::release) {
    put.released ? forget(grant.token()) : release(grant.token());
    set_held(grant, false);
  }
  return {};
}

// Rule W3. After a try that ended without an answer, our own version may be there already. Leaves 0 in
// put.values.version when the record's version did not move.
Status MysqlStore::put_once(MysqlConnection& connection, Put& put) {
  if (put.grant.exclusive() && !still_mine(connection, put.grant)) return put_by_version(connection, put);
  if (put.again) {
    Standing standing;
    if (auto looked = look(connection, put.values, standing); !looked) return looked;
    if (standing.version == put.values.version) return {};
  }
  return put_by_right(connection, put);
}

// 3b: the lock must be free, which taking it proves, and the version the one we know. A moment's patience,
// because a release is not waited for; a longer one after a broken connection, until the server has seen that
// the old one, and our lock with it, is gone.
Status MysqlStore::put_by_version(MysqlConnection& connection, Put& put) {
  Taken taken;
  taken.token = put.grant.token();
  const Seconds lease{60};
  SqlValues asking = put.values;
  asking.seconds = static_cast<std::uint64_t>(lease.count());
  Status asked;
  if (!layout_->row_lock()) {
    asked = ask_for_lock(connection, asking, put.again ? Millis{1000} : Millis{100}, 0, nullptr, taken);
  } else {
    for (int tries = 0; tries < 4 && asked && !taken.mine; ++tries) {
      if (tries > 0) config_.clock->pause(std::chrono::milliseconds{25});
      taken.standing = Standing{};
      asked = ask_for_lease(connection, asking, taken);
    }
  }
  if (!asked) return asked;
  if (!taken.mine) return conflicting();
  remember(taken, put.grant.name(), lease);

  Status judged;
  if (!put.again || taken.standing.version != put.values.version) {
    put.values.force = 0;
    auto moved = put.deed == Deed::touch ? touched(connection, Guard::lock, put) : Result<bool>(false);
    if (moved && *moved) {
      put.values.version = 0;
    } else if (moved) {
      auto rows =
          put.values.read != 0 ? replace(connection, Guard::lock, put) : insert(connection, Guard::lock, put);
      if (!rows) judged = rows.error();
      if (rows && *rows == 0) judged = conflicting();
    } else {
      judged = moved.error();
    }
  }
  put.released ? forget(put.grant.token()) : release(put.grant.token(), Heard::yes);
  return judged;
}

// 3a, and lock=none: whatever version is there, but no tombstone that came after the grant.
Status MysqlStore::put_by_right(MysqlConnection& connection, Put& put) {
  const bool exclusive = put.grant.exclusive();
  const Guard guard = exclusive ? Guard::lock : Guard::open;
  put.values.force = 1;
  if (put.deed == Deed::touch) {
    auto moved = touched(connection, guard, put);
    if (!moved) return moved.error();
    if (*moved) {
      put.values.version = 0;
      return {};
    }
  }
  // By version first, although it is not asked for: an UPDATE costs less than the upsert, and with lock=none
  // it tells whether something newer was replaced.
  if (put.values.read != 0 || !exclusive) {
    put.values.force = put.values.read != 0 ? 1 : 0;
    auto rows = put.values.read != 0 ? replace(connection, guard, put) : insert(connection, guard, put);
    if (!rows) return rows.error();
    if (*rows > 0) return {};
  }
  put.values.force = 1;
  auto rows = insert(connection, guard, put);
  if (!rows) return rows.error();
  if (*rows == 0) return conflicting();
  if (!exclusive && *rows == 2) ++config_.counters->overwrites;
  return {};
}

// False when there is no record whose expiry could be moved, or not by us: then it is a question of writing.
Result<bool> MysqlStore::touched(MysqlConnection& connection, Guard guard, const Put& put) {
  const SqlValues& values = put.values;
  const SqlText& sql = layout_->sql().touch[static_cast<std::size_t>(guard)];
  auto rows = connection.query(sql.text(values), patience());
  if (!rows) return rows.error();
  if (*rows > 0) return true;
  // Moved twice within a second, a row is the same as before: that is not counted as affected.
  Standing standing;
  if (auto looked = look(connection, values, standing); !looked) return looked.error();
  if (!standing.record) return false;
  return standing.version == values.read ? standing.parent == put.grant.parent() : values.force != 0;
}

Result<std::uint64_t> MysqlStore::replace(MysqlConnection& connection, Guard guard, Put& put) {
  const SqlText& sql = layout_->sql().replace[static_cast<std::size_t>(guard)];
  return send(connection, {replace_slot(guard), &sql, &put.values}, guard, put);
}

Result<std::uint64_t> MysqlStore::insert(MysqlConnection& connection, Guard guard, Put& put) {
  const SqlText& sql = layout_->sql().put[static_cast<std::size_t>(guard)];
  auto rows = send(connection, {insert_slot(guard), &sql, &put.values}, guard, put);
  if (!rows && rows.error().native == mysql::kBadNull) return std::uint64_t{0};  // the guard did not hold
  return rows;
}

// The record, and right behind it the end of the lock: the server goes from one to the other without us.
Result<std::uint64_t> MysqlStore::send(MysqlConnection& connection, const MysqlCall& call, Guard guard,
                                       Put& put) {
  const SqlValues unlocking{.id = put.values.id};
  const MysqlCall calls[] = {call, {kUnlockSlot, &unlock_, &unlocking}};
  const bool releases = guard == Guard::lock && put.after == After::release && !layout_->row_lock();
  auto rows = connection.execute({calls, releases ? 2U : 1U}, 1, patience());
  put.released = releases && rows && *rows > 0;
  return rows;
}

// What insert() does for nobody's grant: where a living record or a tombstone stands, nothing.
Result<bool> MysqlStore::import_record(const RecordName& name, View data, Seconds lifetime, const Terms&) {
  Grant::Token unused;
  SqlValues values{.id = name.view(), .data = layout_->to_column(data, column_)};
  if (auto drawn = fresh(unused, values.version); !drawn) return drawn.error();
  values.seconds = seconds_of(lifetime);
  bool again = false;
  auto imported = link_.run(nullptr, [&](MysqlConnection& connection) -> Result<bool> {
    if (std::exchange(again, true)) {
      Standing standing;
      if (auto looked = look(connection, values, standing); !looked) return looked.error();
      if (standing.version == values.version) return true;
    }
    if (auto fitting = fits(connection, values.data); !fitting) return fitting.error();
    const SqlText& sql = layout_->sql().put[static_cast<std::size_t>(Guard::open)];
    const MysqlCall call{insert_slot(Guard::open), &sql, &values};
    auto rows = connection.execute({&call, 1}, 1, patience());
    if (!rows) return rows.error();
    return *rows > 0;
  });
  if (imported && *imported) config_.counters->bytes_written += data.size();
  return imported;
}

MysqlStore::Held* MysqlStore::holding(const Grant& grant) noexcept {
  for (Held& held : held_) {
    if (held.token != grant.token()) continue;
    return layout_->row_lock() || held.serial == link_.serial() ? &held : nullptr;
  }
  return nullptr;
}

// A lease near its end is renewed first, so that it cannot pass to somebody else while we write.
bool MysqlStore::still_mine(MysqlConnection& connection, const Grant& grant) {
  Held* held = holding(grant);
  if (held == nullptr || !layout_->row_lock() || config_.clock->monotonic() < held->until) {
    return held != nullptr;
  }
  SqlValues values{.id = grant.name().view(), .token = grant.token()};
  values.seconds = seconds_of(held->lease);
  bool mine = false;
  const auto asked = connection.query(layout_->sql().renew.text(values), patience(),
                                      [&](std::size_t, const MysqlRow& row) { mine = row.number(0) == 1; });
  if (asked && mine) {
    held->until = config_.clock->monotonic() + held->lease * 3 / 4;
    return true;
  }
  forget(grant.token());
  return false;
}

Status MysqlStore::renew(Grant& grant, const Terms& terms) {
  if (auto checked = check(grant); !checked) return checked;
  if (!grant.exclusive()) return {};
  Held* held = holding(grant);
  if (held == nullptr) return conflicting();
  if (!layout_->row_lock()) return {};
  held->lease = terms.lease;
  held->until = Millis{0};
  return link_.run(terms.interrupted, [&](MysqlConnection& connection) -> Status {
    return still_mine(connection, grant) ? Status{} : Status{conflicting()};
  });
}

void MysqlStore::release(Grant& grant) noexcept {
  if (check(grant)) release(grant.token());
  void_grant(grant);
}

void MysqlStore::release(const Grant::Token& token, Heard heard) noexcept {
  const auto found =
      std::find_if(held_.begin(), held_.end(), [&](const Held& held) { return held.token == token; });
  if (found == held_.end()) return;
  const Held held = *found;
  held_.erase(found);
  if (!layout_->row_lock() && held.serial != link_.serial()) return;  // it ended with its connection
  try {
    const SqlValues values{.id = held.name.view(), .token = held.token, .force = 1};
    const SqlText& sql = layout_->row_lock() ? layout_->sql().drop : unlock_;
    const auto sent = link_.run(nullptr, [&](MysqlConnection& connection) -> Status {
      // A lease whose end went unheard would lock its visitor out until it runs down: that answer is awaited.
      if (heard == Heard::no && !layout_->row_lock()) {
        return connection.is_prepared(kUnlockSlot)
                   ? connection.send({kUnlockSlot, &unlock_, &values}, patience())
                   : connection.send(sql.text(values), patience());
      }
      auto done = connection.query(sql.text(values), patience());
      return done ? Status{} : Status{done.error()};
    });
    (void)sent.ok();
  } catch (...) {  // out of memory: the lock ends with the connection, or with its lease
  }
}

void MysqlStore::forget(const Grant::Token& token) noexcept {
  std::erase_if(held_, [&](const Held& held) { return held.token == token; });
}

Result<std::int64_t> MysqlStore::gc(std::int64_t limit) {
  auto removed = link_.run(
      nullptr, [&](MysqlConnection& connection) { return layout_->gc(connection, limit, patience()); });
  if (removed) config_.counters->collected += static_cast<std::uint64_t>(*removed);
  return removed;
}

// On the connection that is there: collecting is no reason to open one, nor to try twice.
void MysqlStore::gc_in_passing(std::int64_t limit) noexcept {
  MysqlConnection* const connection = link_.current();
  if (connection == nullptr) return;
  try {
    Grant::Token unused;
    Version dice = 0;
    // First the answer to the part before, which decides what the next one is.
    if (!connection->drain(patience()) || !fresh(unused, dice)) return;
    const auto sql = layout_->gc_part(*connection, limit, dice, patience());
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
  Grant::Token token;
  Version unused = 0;
  if (auto drawn = fresh(token, unused); !drawn) return drawn.error();
  values.token = token;
  values.seconds = seconds_of(lifetime);
  // The token makes a repetition after a broken connection recognise its own claim.
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
