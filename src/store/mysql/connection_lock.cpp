#include "store/mysql/connection_lock.h"

#include "store/mysql/statement_slot.h"

namespace usersync {
namespace {

// MySQL takes whole seconds: there the wait is rounded up.
std::uint64_t millis_of(Millis span, bool fractions) {
  if (!fractions) span = std::chrono::ceil<Seconds>(span);
  return static_cast<std::uint64_t>(span.count());
}

}  // namespace

ConnectionLock::ConnectionLock(const Dependencies& dependencies)
    : MysqlLock(dependencies),
      // 2: it was free, 1: taken after a wait, 0: not taken.
      lock_("SELECT IF(GET_LOCK(" + layout_.lock_name() + ",0),2,GET_LOCK(" + layout_.lock_name() +
            ",{millis}*1e-3))"),
      // Behind a write: the lock is released when the write was accepted, and kept where it may be retried.
      unlock_("DO IF({force} OR ROW_COUNT()>0,RELEASE_LOCK(" + layout_.lock_name() + "),0)") {}

Status ConnectionLock::acquire(const RecordName& name, const Terms& terms, Acquisition& acquisition) {
  // GET_LOCK would let the same connection in twice.
  for (const Held& held : held_) {
    if (held.name == name && holds(held)) return {};
  }
  const SqlValues values{.id = name.view()};
  const Deadline deadline(*config_.clock, terms.wait);
  const Status asked = link_.run(terms.interrupted, [&](MysqlConnection& connection) -> Status {
    const bool queue = terms.max_waiters > 0;
    if (auto first =
            ask(connection, values, queue ? Millis{0} : deadline.left(), 0, terms.interrupted, acquisition);
        !first || acquisition.mine || !queue || deadline.passed()) {
      return first;
    }
    std::uint32_t slot = 0;
    if (auto waiting = take_slot(connection, values, terms, slot); !waiting) return waiting;
    return ask(connection, values, deadline.left(), slot, terms.interrupted, acquisition);
  });
  if (asked && acquisition.mine) remember(acquisition.token, name);
  return asked;
}

// Never GET_LOCK and the row in ONE SELECT: the row would be read before the wait (docs/decisions/0040). Two
// statements sent together cost no trip more.
Status ConnectionLock::ask(MysqlConnection& connection, const SqlValues& values, Millis patience,
                           std::uint32_t slot, bool (*interrupted)() noexcept, Acquisition& acquisition) {
  acquisition.state = StoredState{};
  SqlValues asking = values;
  asking.millis = millis_of(patience, connection.is_mariadb());
  const MysqlCall calls[] = {{statement_slot::kLock, &lock_, &asking}, reader_.select(asking)};
  auto asked =
      connection.execute(calls, std::size(calls), link_.within(patience + config_.timeout, interrupted),
                         [&](std::size_t call, const MysqlRow& row) {
                           if (call == 0) {
                             acquisition.waited = acquisition.waited || row.number(0) != 2;
                             acquisition.mine = row.number(0) != 0;
                           } else {
                             reader_.receive(row, acquisition.state);
                           }
                         });
  if (slot != 0 && !connection.lost()) {
    auto left =
        connection.send("DO RELEASE_LOCK(" + slot_name(values, slot) + ")", link_.within(config_.timeout));
    if (!left) return left;
  }
  if (asked && acquisition.mine && !reader_.is_complete(acquisition.state)) {
    if (auto read = reader_.read(connection, values, acquisition.state); !read) {
      acquisition.mine = false;
      const SqlValues unlocking{.id = values.id, .force = 1};
      if (!connection.lost()) (void)connection.send(unlock_.text(unlocking), link_.patience()).ok();
      return read;
    }
  }
  if (asked) return {};
  acquisition.mine = false;
  // Two requests that hold one session each and want the other's: the server refuses the second.
  if (asked.error().native != mysql::kUserLockDeadlock) return asked.error();
  acquisition.waited = true;
  return {};
}

// A waiter's slot is a lock of its own, so that it too ends with its connection.
std::string ConnectionLock::slot_name(const SqlValues& values, std::uint32_t slot) const {
  return "CONCAT(" + SqlText(layout_.lock_name()).text(values) + ",':" + std::to_string(slot) + "')";
}

// Rule W1: the first slot that no other waiter holds.
Status ConnectionLock::take_slot(MysqlConnection& connection, const SqlValues& values, const Terms& terms,
                                 std::uint32_t& slot) {
  std::string sql = "SELECT CASE";
  for (std::uint32_t i = 1; i <= slots(terms); ++i) {
    sql += " WHEN GET_LOCK(" + slot_name(values, i) + ",0) THEN " + std::to_string(i);
  }
  sql += " ELSE 0 END";
  auto asked = connection.query(
      sql, link_.within(config_.timeout, terms.interrupted),
      [&](std::size_t, const MysqlRow& row) { slot = static_cast<std::uint32_t>(row.number(0)); });
  if (!asked) return asked.error();
  return slot == 0 ? Status{too_many_waiters()} : Status{};
}

Status ConnectionLock::take_for_write(MysqlConnection& connection, const SqlValues& values, bool reconnected,
                                      Acquisition& acquisition) {
  const Millis patience = reconnected ? Millis{1000} : Millis{100};
  const Status asked = ask(connection, values, patience, 0, nullptr, acquisition);
  if (asked && acquisition.mine) {
    RecordName name;
    std::copy(values.id.begin(), values.id.end(), name.bytes.begin());
    remember(acquisition.token, name);
  }
  return asked;
}

void ConnectionLock::remember(const Grant::Token& token, const RecordName& name) {
  held_.push_back({token, name, link_.serial()});
}

bool ConnectionLock::is_held(MysqlConnection&, const Grant& grant) {
  return std::any_of(held_.begin(), held_.end(),
                     [&](const Held& held) { return held.token == grant.token() && holds(held); });
}

Status ConnectionLock::renew(const Grant& grant, const Terms&) {
  const bool held = std::any_of(held_.begin(), held_.end(),
                                [&](const Held& one) { return one.token == grant.token() && holds(one); });
  return held ? Status{} : Status{conflict()};
}

void ConnectionLock::release(const Grant::Token& token, Answer answer) noexcept {
  const auto found =
      std::find_if(held_.begin(), held_.end(), [&](const Held& held) { return held.token == token; });
  if (found == held_.end()) return;
  const Held held = *found;
  held_.erase(found);
  if (!holds(held)) return;  // it ended with its connection
  try {
    const SqlValues values{.id = held.name.view(), .force = 1};
    const auto sent = link_.run(nullptr, [&](MysqlConnection& connection) -> Status {
      if (answer == Answer::ignored) {
        return connection.can_send_prepared(statement_slot::kUnlock)
                   ? connection.send({statement_slot::kUnlock, &unlock_, &values}, link_.patience())
                   : connection.send(unlock_.text(values), link_.patience());
      }
      auto done = connection.query(unlock_.text(values), link_.patience());
      return done ? Status{} : Status{done.error()};
    });
    (void)sent.ok();
  } catch (...) {  // out of memory: the lock ends with the connection
  }
}

void ConnectionLock::forget(const Grant::Token& token) noexcept {
  std::erase_if(held_, [&](const Held& held) { return held.token == token; });
}

std::optional<MysqlCall> ConnectionLock::release_call(const SqlValues& values) const {
  return MysqlCall{statement_slot::kUnlock, &unlock_, &values};
}

}  // namespace usersync
