// How a MysqlStore takes a lock and reads what it guards, in one trip when the lock is free.
#include "store/mysql/mysql_store.h"

namespace usersync {
namespace {

constexpr int kExpectance = 32;             // records without a leash, after which none is expected any more
constexpr std::uint32_t kMostPlaces = 256;  // beyond, finding one would cost more than the wait

Error crowded() { return {Msg::too_many_waiters}; }

// MySQL rounds a wait to whole seconds: there it is rounded up.
std::uint64_t millis_of(Millis span, bool fractions) {
  if (!fractions) span = std::chrono::ceil<Seconds>(span);
  return static_cast<std::uint64_t>(span.count());
}

// A waiter's place is a lock of its own, so that it too ends with its connection.
std::string slot_name(const std::string& lock, std::uint32_t slot) {
  return "CONCAT(" + lock + ",':" + std::to_string(slot) + "')";
}

}  // namespace

Result<Acquired> MysqlStore::acquire(const RecordName& name, const Terms& terms) {
  const bool exclusive = terms.lock == Terms::Lock::exclusive;
  Taken taken;
  const auto began = config_.clock->monotonic();
  Status status =
      exclusive ? take(name, terms, taken) : link_.run(terms.interrupted, [&](MysqlConnection& connection) {
        taken = Taken{};
        return look(connection, SqlValues{.id = name.view()}, taken.standing);
      });
  if (taken.waited) {
    ++config_.counters->lock_waits;
    const auto waited = std::chrono::microseconds(config_.clock->monotonic() - began);
    config_.counters->lock_wait_us += static_cast<std::uint64_t>(waited.count());
  }
  if (status && exclusive && !taken.mine) {
    status = Error{Msg::lock_timeout, link_.address().text()};
  }
  if (!status) {
    if (status.error().code == Code::lock_timeout) ++config_.counters->lock_timeouts;
    return status.error();
  }
  if (taken.mine) remember(taken, name, terms.lease);

  Acquired acquired;
  acquired.grant = make_grant(name, taken.token, taken.mine, exclusive);
  if (taken.standing.unreadable) {
    release(acquired.grant);
    return corrupt();
  }
  set_version(acquired.grant, taken.standing.version);
  acquired.grant.set_parent(taken.standing.parent);
  acquired.record = std::move(taken.standing.record);
  if (acquired.record) config_.counters->bytes_read += acquired.record->data.size();
  return acquired;
}

Status MysqlStore::take(const RecordName& name, const Terms& terms, Taken& taken) {
  // GET_LOCK would let the same connection in twice.
  for (const Held& held : held_) {
    if (held.name == name && (layout_->row_lock() || held.serial == link_.serial())) return {};
  }
  Version unused = 0;
  if (auto named = fresh(taken.token, unused); !named) return named;
  return layout_->row_lock() ? take_lease(name, terms, taken) : take_lock(name, terms, taken);
}

Status MysqlStore::take_lock(const RecordName& name, const Terms& terms, Taken& taken) {
  const SqlValues values{.id = name.view()};
  const Deadline deadline(*config_.clock, terms.wait);
  return link_.run(terms.interrupted, [&](MysqlConnection& connection) -> Status {
    taken.standing = Standing{};
    const bool queue = terms.max_waiters > 0;
    if (auto asked = ask_for_lock(connection, values, queue ? Millis{0} : deadline.left(), 0,
                                  terms.interrupted, taken);
        !asked || taken.mine || !queue || deadline.passed()) {
      return asked;
    }
    std::uint32_t slot = 0;
    if (auto placed = take_slot(connection, values, terms, slot); !placed) return placed;
    return ask_for_lock(connection, values, deadline.left(), slot, terms.interrupted, taken);
  });
}

// Rule W1: the first place nobody waits in, or Code::too_many_waiters.
Status MysqlStore::take_slot(MysqlConnection& connection, const SqlValues& values, const Terms& terms,
                             std::uint32_t& slot) {
  const std::string lock = SqlText(layout_->lock_name()).text(values);
  std::string sql = "SELECT CASE";
  for (std::uint32_t place = 1; place <= std::min(terms.max_waiters, kMostPlaces); ++place) {
    sql += " WHEN GET_LOCK(" + slot_name(lock, place) + ",0) THEN " + std::to_string(place);
  }
  sql += " ELSE 0 END";
  auto asked = connection.query(
      sql, link_.within(config_.timeout, terms.interrupted),
      [&](std::size_t, const MysqlRow& row) { slot = static_cast<std::uint32_t>(row.number(0)); });
  if (!asked) return asked.error();
  return slot == 0 ? Status{crowded()} : Status{};
}

// Never GET_LOCK and the row in ONE SELECT: the row would be read before the wait (docs/decisions/0040). Two
// statements sent together cost no trip more.
Status MysqlStore::ask_for_lock(MysqlConnection& connection, const SqlValues& values, Millis patience,
                                std::uint32_t slot, bool (*interrupted)() noexcept, Taken& taken) {
  SqlValues asking = values;
  asking.millis = millis_of(patience, connection.is_mariadb());
  const MysqlCall calls[] = {{kLockSlot, &lock_, &asking}, selecting(asking)};
  auto asked =
      connection.execute(calls, std::size(calls), link_.within(patience + config_.timeout, interrupted),
                         [&](std::size_t call, const MysqlRow& row) {
                           if (call == 0) {
                             taken.waited = taken.waited || row.number(0) != 2;
                             taken.mine = row.number(0) != 0;
                           } else {
                             receive(row, taken.standing);
                           }
                         });
  if (slot != 0 && !connection.lost()) {
    const std::string place = slot_name(SqlText(layout_->lock_name()).text(values), slot);
    if (auto left = connection.send("DO RELEASE_LOCK(" + place + ")", link_.within(config_.timeout)); !left)
      return left;
  }
  if (asked && taken.mine && !is_whole(taken.standing)) {
    if (auto looked = look(connection, values, taken.standing); !looked) {
      taken.mine = false;
      const SqlValues unlocking{.id = values.id, .force = 1};
      if (!connection.lost()) (void)connection.send(unlock_.text(unlocking), this->patience()).ok();
      return looked;
    }
  }
  if (asked) return {};
  taken.mine = false;
  // Two requests that hold one session each and want the other's: the server refuses the second.
  const int native = asked.error().native;
  if (native == mysql::kUserLockDeadlock) taken.waited = true;
  return native == mysql::kUserLockDeadlock ? Status{} : Status{asked.error()};
}

Status MysqlStore::take_lease(const RecordName& name, const Terms& terms, Taken& taken) {
  SqlValues values{.id = name.view(), .token = taken.token};
  values.seconds = static_cast<std::uint64_t>(std::max<Seconds::rep>(1, terms.lease.count()));
  const Deadline deadline(*config_.clock, terms.wait);
  const auto ask = [&] {
    taken.standing = Standing{};
    return link_.run(terms.interrupted,
                     [&](MysqlConnection& connection) { return ask_for_lease(connection, values, taken); });
  };
  if (auto asked = ask(); !asked || taken.mine) return asked;
  taken.waited = true;
  if (terms.max_waiters == 0 || deadline.passed()) return wait_for_lease(deadline, terms, taken, ask);
  RecordName place;
  if (auto placed = take_place(name, terms, taken.token, place); !placed) return placed;
  const Status waited = wait_for_lease(deadline, terms, taken, ask);
  const SqlValues leaving{.id = place.view(), .token = taken.token};
  const Status left = link_.run(nullptr, [&](MysqlConnection& connection) -> Status {
    auto done = connection.query(layout_->sql().drop.text(leaving), patience());
    return done ? Status{} : Status{done.error()};
  });
  (void)left.ok();  // else it runs down by itself
  return waited;
}

// Rule W1: a waiter's place is a lease too, under the session's name with the place's number mixed in.
Status MysqlStore::take_place(const RecordName& name, const Terms& terms, const Grant::Token& token,
                              RecordName& place) {
  SqlValues values{.token = token};
  values.seconds = seconds_of(std::chrono::ceil<Seconds>(terms.wait + config_.timeout));
  for (std::uint32_t number = 1; number <= std::min(terms.max_waiters, kMostPlaces); ++number) {
    place = name;
    place.bytes[22] ^= static_cast<std::uint8_t>(number >> 8);
    place.bytes[23] ^= static_cast<std::uint8_t>(number);
    values.id = place.view();
    bool mine = false;
    auto asked = link_.run(terms.interrupted, [&](MysqlConnection& connection) -> Status {
      auto done = connection.query(layout_->sql().take.text(values), patience(),
                                   [&](std::size_t, const MysqlRow& row) { mine = row.number(0) == 1; });
      return done ? Status{} : Status{done.error()};
    });
    if (!asked || mine) return asked;
  }
  return crowded();
}

// Nobody wakes a waiter for a row, so it asks again: at 1 ms, then ever slower up to 32, never in step with
// the others.
Status MysqlStore::wait_for_lease(const Deadline& deadline, const Terms& terms, const Taken& taken,
                                  const std::function<Status()>& ask) {
  auto step = std::chrono::microseconds{1000};
  for (;;) {
    if (deadline.passed()) return {};
    if (terms.interrupted != nullptr && terms.interrupted()) {
      return Error{Msg::wait_interrupted};
    }
    std::uint8_t dice = 0;
    if (auto rolled = config_.random->fill({&dice, 1}); !rolled) return rolled;
    const auto span = step * (256 + dice) / 512;
    config_.clock->pause(std::min<std::chrono::microseconds>(span, deadline.left()));
    step = std::min(step * 2, std::chrono::microseconds{32'000});
    if (auto asked = ask(); !asked || taken.mine) return asked;
  }
}

Status MysqlStore::ask_for_lease(MysqlConnection& connection, const SqlValues& values, Taken& taken) {
  const std::string sql = layout_->sql().take.text(values) + ";" + layout_->sql().select.text(values);
  auto asked = connection.query(sql, patience(), [&](std::size_t statement, const MysqlRow& row) {
    if (statement == 1) taken.mine = row.number(0) == 1;
    if (statement == 2) receive(row, taken.standing);
  });
  return asked ? Status{} : Status{asked.error()};
}

Status MysqlStore::look(MysqlConnection& connection, const SqlValues& values, Standing& standing) {
  do {
    standing = Standing{};
    const MysqlCall call = selecting(values);
    auto asked = connection.execute({&call, 1}, 1, patience(),
                                    [&](std::size_t, const MysqlRow& row) { receive(row, standing); });
    if (!asked) return asked.error();
  } while (!is_whole(standing));
  return {};
}

// The join is worth its price only where records are on leashes (docs/decisions/0101).
MysqlCall MysqlStore::selecting(const SqlValues& values) noexcept {
  follows_ = parents_ahead_ > 0;
  if (!follows_) return {kPlainSlot, &layout_->sql().plain, &values};
  --parents_ahead_;
  return {kSelectSlot, &layout_->sql().select, &values};
}

bool MysqlStore::is_whole(const Standing& standing) noexcept {
  if (!standing.parent) return true;
  parents_ahead_ = kExpectance;
  return follows_;
}

void MysqlStore::remember(const Taken& taken, const RecordName& name, Seconds lease) {
  // The last quarter of a lease is not ours to write in without asking: a statement takes its time.
  const Millis margin = std::min<Millis>(config_.timeout, Millis(lease) / 4);
  held_.push_back({taken.token, name, link_.serial(), config_.clock->monotonic() + lease - margin, lease});
}

void MysqlStore::receive(const MysqlRow& row, Standing& standing) {
  const MysqlFound found = layout_->found(row, spare_);
  standing.unreadable = found.version == 0;
  if (standing.unreadable || found.remaining.count() < 0) return;
  standing.version = found.version;
  standing.parent = found.parent;
  if (!found.tombstone && !found.cut)
    standing.record.emplace(Record{std::move(spare_), found.version, found.remaining});
}

}  // namespace usersync
