// How a MysqlStore excludes other requests: by a lock of its connection (ConnectionLock) or by a lease in a
// table (RowLease).
//
// A lock protocol takes, extends and releases locks and remembers which ones this process holds. It decides
// nothing about writing: the writing statement asks the server itself whether the lock still stands
// (MysqlLayout, Guard::lock). Ownership: belongs to its store; borrows link, layout and reader. One thread.
// Errors: those of the connection, and what a call names.
#pragma once

#include "store/mysql/reader.h"
#include "store/random_pool.h"

namespace usersync {

// One attempt to take a lock, and what was read under it.
struct Acquisition {
  Grant::Token token{};
  StoredState state;
  bool mine = false;    // the lock was taken
  bool waited = false;  // another request held it first
};

enum class Answer : std::uint8_t { ignored, awaited };  // whether the server's answer is waited for

class MysqlLock {
 public:
  struct Dependencies {
    const StoreConfig& config;
    MysqlLink& link;
    const MysqlLayout& layout;
    MysqlReader& reader;
    RandomPool& random;
  };
  explicit MysqlLock(const Dependencies& dependencies)
      : config_(dependencies.config),
        link_(dependencies.link),
        layout_(dependencies.layout),
        reader_(dependencies.reader),
        random_(dependencies.random) {}
  MysqlLock(const MysqlLock&) = delete;
  MysqlLock& operator=(const MysqlLock&) = delete;
  virtual ~MysqlLock() = default;

  // Takes the lock of `name` under acquisition.token and reads the record. Success without
  // acquisition.mine: another request still holds it after terms.wait. Code::too_many_waiters, interrupted.
  virtual Status acquire(const RecordName& name, const Terms& terms, Acquisition& acquisition) = 0;

  // Rule W3b: takes the lock for one write whose grant holds none, and reads the record. Waits a moment,
  // because a release is not waited for; longer after a reconnect, until the server has noticed that the
  // old connection, and our lock with it, is gone.
  virtual Status take_for_write(MysqlConnection& connection, const SqlValues& values, bool reconnected,
                                Acquisition& acquisition) = 0;

  // Rule W3a: whether the grant's lock is still ours, as far as this side knows.
  virtual bool is_held(MysqlConnection& connection, const Grant& grant) = 0;

  // Code::conflict: the lock is not ours any more.
  virtual Status renew(const Grant& grant, const Terms& terms) = 0;

  // Never fails; does nothing for a token that is not held.
  virtual void release(const Grant::Token& token, Answer answer) noexcept = 0;
  // Drops the memory of a lock that the server has released already.
  virtual void forget(const Grant::Token& token) noexcept = 0;

  // A call that releases the lock right behind the write of its record; none where that takes a trip anyway.
  virtual std::optional<MysqlCall> release_call(const SqlValues& values) const = 0;

 protected:
  static Error conflict() { return {Msg::write_conflict}; }
  static Error too_many_waiters() { return {Msg::too_many_waiters}; }
  // More slots than this are not searched: finding a free one would take longer than the wait.
  static std::uint32_t slots(const Terms& terms) noexcept {
    return std::min<std::uint32_t>(terms.max_waiters, 256);
  }

  const StoreConfig& config_;
  MysqlLink& link_;
  const MysqlLayout& layout_;
  MysqlReader& reader_;
  RandomPool& random_;
};

}  // namespace usersync
