#include "store/mysql/row_lease.h"

namespace usersync {
namespace {

std::uint64_t lease_seconds(Seconds lease) noexcept {
  return static_cast<std::uint64_t>(std::clamp<Seconds::rep>(lease.count(), 1, kLongestSpan.count()));
}

}  // namespace

Status RowLease::acquire(const RecordName& name, const Terms& terms, Acquisition& acquisition) {
  for (const Held& held : held_) {
    if (held.name == name) return {};
  }
  SqlValues values{.id = name.view(), .token = acquisition.token};
  values.seconds = lease_seconds(terms.lease);
  const Deadline deadline(*config_.clock, terms.wait);
  const auto ask_once = [&] {
    return link_.run(terms.interrupted,
                     [&](MysqlConnection& connection) { return ask(connection, values, acquisition); });
  };
  Status status = ask_once();
  if (status && !acquisition.mine) {
    acquisition.waited = true;
    if (terms.max_waiters == 0 || deadline.passed()) {
      status = wait(deadline, terms, acquisition, ask_once);
    } else {
      RecordName slot;
      if (auto taken = take_slot(name, terms, acquisition.token, slot); !taken) return taken;
      status = wait(deadline, terms, acquisition, ask_once);
      (void)drop({.id = slot.view(), .token = acquisition.token}).ok();  // else the slot expires
    }
  }
  if (status && acquisition.mine) remember(acquisition.token, name, terms.lease);
  return status;
}

Status RowLease::ask(MysqlConnection& connection, const SqlValues& values, Acquisition& acquisition) {
  acquisition.state = StoredState{};
  const std::string sql = layout_.sql().take.text(values) + ";" + layout_.sql().select.text(values);
  auto asked = connection.query(sql, link_.patience(), [&](std::size_t statement, const MysqlRow& row) {
    if (statement == 1) acquisition.mine = row.number(0) == 1;
    if (statement == 2) reader_.receive(row, acquisition.state);
  });
  return asked ? Status{} : Status{asked.error()};
}

// The first pause is about 1 ms, later ones up to 32 ms; random, so that waiters do not ask in step.
Status RowLease::wait(const Deadline& deadline, const Terms& terms, const Acquisition& acquisition,
                      const std::function<Status()>& ask_again) {
  constexpr std::chrono::microseconds kFirst{1000}, kLongest{32'000};
  for (auto step = kFirst; !deadline.passed(); step = std::min(step * 2, kLongest)) {
    if (terms.interrupted != nullptr && terms.interrupted()) {
      return Error{Msg::wait_interrupted};
    }
    const auto dice = random_.byte();
    if (!dice) return dice.error();
    const auto span = step * (256 + *dice) / 512;
    config_.clock->pause(std::min<std::chrono::microseconds>(span, deadline.left()));
    if (auto asked = ask_again(); !asked || acquisition.mine) return asked;
  }
  return {};
}

// Rule W1: a waiter's slot is a lease too, under the session's name with the slot's number mixed in.
Status RowLease::take_slot(const RecordName& name, const Terms& terms, const Grant::Token& token,
                           RecordName& slot) {
  SqlValues values{.token = token};
  values.seconds = lease_seconds(std::chrono::ceil<Seconds>(terms.wait + config_.timeout));
  for (std::uint32_t number = 1; number <= slots(terms); ++number) {
    slot = name;
    slot.bytes[22] ^= static_cast<std::uint8_t>(number >> 8);
    slot.bytes[23] ^= static_cast<std::uint8_t>(number);
    values.id = slot.view();
    bool mine = false;
    auto asked = link_.run(terms.interrupted, [&](MysqlConnection& connection) -> Status {
      auto done = connection.query(layout_.sql().take.text(values), link_.patience(),
                                   [&](std::size_t, const MysqlRow& row) { mine = row.number(0) == 1; });
      return done ? Status{} : Status{done.error()};
    });
    if (!asked || mine) return asked;
  }
  return too_many_waiters();
}

Status RowLease::take_for_write(MysqlConnection& connection, const SqlValues& values, bool,
                                Acquisition& acquisition) {
  constexpr Seconds kLease{60};
  SqlValues asking = values;
  asking.seconds = lease_seconds(kLease);
  for (int attempt = 0; attempt < 4 && !acquisition.mine; ++attempt) {
    if (attempt > 0) config_.clock->pause(std::chrono::milliseconds{25});
    if (auto asked = ask(connection, asking, acquisition); !asked) return asked;
  }
  if (acquisition.mine) {
    RecordName name;
    std::copy(values.id.begin(), values.id.end(), name.bytes.begin());
    remember(acquisition.token, name, kLease);
  }
  return {};
}

// The last quarter of a lease is not used without asking: a statement takes its time.
void RowLease::remember(const Grant::Token& token, const RecordName& name, Seconds lease) {
  const Millis margin = std::min<Millis>(config_.timeout, Millis(lease) / 4);
  held_.push_back({token, name, config_.clock->monotonic() + lease - margin, lease});
}

RowLease::Held* RowLease::find(const Grant::Token& token) noexcept {
  const auto found =
      std::find_if(held_.begin(), held_.end(), [&](const Held& held) { return held.token == token; });
  return found == held_.end() ? nullptr : &*found;
}

bool RowLease::is_held(MysqlConnection& connection, const Grant& grant) {
  Held* const held = find(grant.token());
  if (held == nullptr || config_.clock->monotonic() < held->until) return held != nullptr;
  SqlValues values{.id = grant.name().view(), .token = grant.token()};
  values.seconds = lease_seconds(held->lease);
  bool mine = false;
  const auto asked = connection.query(layout_.sql().renew.text(values), link_.patience(),
                                      [&](std::size_t, const MysqlRow& row) { mine = row.number(0) == 1; });
  if (asked && mine) {
    held->until = config_.clock->monotonic() + held->lease * 3 / 4;
    return true;
  }
  forget(grant.token());
  return false;
}

Status RowLease::renew(const Grant& grant, const Terms& terms) {
  Held* const held = find(grant.token());
  if (held == nullptr) return conflict();
  held->lease = terms.lease;
  held->until = Millis{0};
  return link_.run(terms.interrupted, [&](MysqlConnection& connection) -> Status {
    return is_held(connection, grant) ? Status{} : Status{conflict()};
  });
}

// The answer is always waited for: a lease whose release was lost would lock its user out until it expires.
void RowLease::release(const Grant::Token& token, Answer) noexcept {
  const Held* const found = find(token);
  if (found == nullptr) return;
  const Held held = *found;
  forget(token);
  try {
    (void)drop({.id = held.name.view(), .token = held.token}).ok();
  } catch (...) {  // out of memory: the lease expires
  }
}

Status RowLease::drop(const SqlValues& values) {
  return link_.run(nullptr, [&](MysqlConnection& connection) -> Status {
    auto done = connection.query(layout_.sql().drop.text(values), link_.patience());
    return done ? Status{} : Status{done.error()};
  });
}

void RowLease::forget(const Grant::Token& token) noexcept {
  std::erase_if(held_, [&](const Held& held) { return held.token == token; });
}

}  // namespace usersync
