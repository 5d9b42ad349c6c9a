// The session lock as a row with an expiry, for lock=row: it holds on every node of a cluster and behind a
// proxy that changes connections, and ends by the server's clock when its holder dies.
//
// Nobody wakes a waiter for a row, so waiters ask again and again, and not in order.
#pragma once

#include <functional>

#include "store/mysql/lock.h"

namespace usersync {

class RowLease final : public MysqlLock {
 public:
  using MysqlLock::MysqlLock;

  Status acquire(const RecordName& name, const Terms& terms, Acquisition& acquisition) override;
  Status take_for_write(MysqlConnection& connection, const SqlValues& values, bool reconnected,
                        Acquisition& acquisition) override;
  // A lease near its end is renewed first, so that it cannot pass to another request during the write.
  bool is_held(MysqlConnection& connection, const Grant& grant) override;
  Status renew(const Grant& grant, const Terms& terms) override;
  void release(const Grant::Token& token, Answer answer) noexcept override;
  void forget(const Grant::Token& token) noexcept override;
  std::optional<MysqlCall> release_call(const SqlValues&) const override { return std::nullopt; }

 private:
  struct Held {
    Grant::Token token;
    RecordName name;
    Millis until;  // monotonic: until then the lease is ours without asking
    Seconds lease;
  };
  Status ask(MysqlConnection& connection, const SqlValues& values, Acquisition& acquisition);
  Status wait(const Deadline& deadline, const Terms& terms, const Acquisition& acquisition,
              const std::function<Status()>& ask_again);
  Status take_slot(const RecordName& name, const Terms& terms, const Grant::Token& token, RecordName& slot);
  Status drop(const SqlValues& values);
  void remember(const Grant::Token& token, const RecordName& name, Seconds lease);
  Held* find(const Grant::Token& token) noexcept;

  std::vector<Held> held_;
};

}  // namespace usersync
