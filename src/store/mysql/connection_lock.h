// The session lock as GET_LOCK: it ends with its connection, and the server wakes waiters in order.
//
// It counts as held only on the connection that took it. GET_LOCK excludes on one server; between the nodes
// of a cluster use RowLease.
#pragma once

#include "store/mysql/lock.h"

namespace usersync {

class ConnectionLock final : public MysqlLock {
 public:
  explicit ConnectionLock(const Dependencies& dependencies);

  Status acquire(const RecordName& name, const Terms& terms, Acquisition& acquisition) override;
  Status take_for_write(MysqlConnection& connection, const SqlValues& values, bool reconnected,
                        Acquisition& acquisition) override;
  bool is_held(MysqlConnection& connection, const Grant& grant) override;
  Status renew(const Grant& grant, const Terms& terms) override;
  void release(const Grant::Token& token, Answer answer) noexcept override;
  void forget(const Grant::Token& token) noexcept override;
  std::optional<MysqlCall> release_call(const SqlValues& values) const override;

 private:
  struct Held {
    Grant::Token token;
    RecordName name;
    std::uint64_t serial;  // of the connection that holds it
  };
  // GET_LOCK with up to `patience` of waiting, and the record. Gives up the waiter's slot afterwards, 0:
  // none.
  Status ask(MysqlConnection& connection, const SqlValues& values, Millis patience, std::uint32_t slot,
             bool (*interrupted)() noexcept, Acquisition& acquisition);
  Status take_slot(MysqlConnection& connection, const SqlValues& values, const Terms& terms,
                   std::uint32_t& slot);
  std::string slot_name(const SqlValues& values, std::uint32_t slot) const;
  bool holds(const Held& held) const noexcept { return held.serial == link_.serial(); }
  void remember(const Grant::Token& token, const RecordName& name);

  SqlText lock_, unlock_;
  std::vector<Held> held_;
};

}  // namespace usersync
