// Sessions on a MySQL or MariaDB server, in whichever layout: docs/architecture.md, "The rules of a store".
//
// This class keeps the write rule (W3) and nothing else: taking a lock is a MysqlLock's, reading a
// MysqlReader's, SQL a MysqlLayout's. Rule W3a rests on the server: a lock counts as held only where the lock
// protocol remembers it, and the writing statement asks the server again.
#pragma once

#include "store/mysql/lock.h"

namespace usersync {

class MysqlStore final : public Store {
 public:
  MysqlStore(MysqlAddress address, const StoreConfig& config, std::unique_ptr<MysqlLayout> layout);

  Result<Acquired> acquire(const RecordName& name, const Terms& terms) override;
  Result<std::optional<Record>> read(const RecordName& name) override;
  Status write(Grant& grant, View data, Seconds lifetime, After after) override;
  Status touch(Grant& grant, View data, Seconds lifetime, After after) override;
  Result<bool> import_record(const RecordName& name, View data, Seconds lifetime,
                             const Terms& terms) override;
  Status destroy(const RecordName& name, const Terms& terms) override;
  Status destroy_all(std::span<const RecordName> names, const Terms& terms) override;
  Status renew(Grant& grant, const Terms& terms) override;
  void release(Grant& grant) noexcept override;
  Result<std::int64_t> gc(std::int64_t limit) override;
  void gc_in_passing(std::int64_t limit) noexcept override;
  std::uint32_t gc_parts() const noexcept override { return 10; }  // docs/decisions/0100
  Result<Census> census() override;
  Result<bool> consume_nonce(const NonceName& nonce, Seconds lifetime) override;
  void recycle(Bytes&& memory) noexcept override { reader_.recycle(std::move(memory)); }
  std::string_view description() const noexcept override { return description_; }
  bool needs_collecting() const noexcept override { return true; }
  std::vector<std::string> notes() const override;

 private:
  enum class Operation : std::uint8_t { write, touch };
  // One write or touch, while it is tried.
  struct PendingWrite {
    Operation operation;
    const Grant& grant;
    After after;
    SqlValues values;
    bool creates = true;    // may store a record where none is
    bool retried = false;   // an earlier attempt ended without an answer
    bool released = false;  // the lock was released along with the write
  };

  // Rule W3: write.cpp.
  Status put(Operation operation, Grant& grant, View data, Seconds lifetime, After after);
  Status put_once(MysqlConnection& connection, PendingWrite& write);
  Status put_by_right(MysqlConnection& connection, PendingWrite& write);
  Status put_by_version(MysqlConnection& connection, PendingWrite& write);
  Result<bool> touched(MysqlConnection& connection, Guard guard, const PendingWrite& write);
  Result<std::uint64_t> replace(MysqlConnection& connection, Guard guard, PendingWrite& write);
  Result<std::uint64_t> insert(MysqlConnection& connection, Guard guard, PendingWrite& write);
  Result<std::uint64_t> send(MysqlConnection& connection, const MysqlCall& call, Guard guard,
                             PendingWrite& write);
  Status fits(const MysqlConnection& connection, View column) const;

  Status destroy_some(MysqlConnection& connection, std::span<const RecordName> names, std::uint64_t seconds,
                      std::size_t& done);
  Wait patience() const noexcept { return link_.patience(); }
  Error corrupt() const;

  StoreConfig config_;
  std::unique_ptr<MysqlLayout> layout_;
  MysqlLink link_;
  MysqlReader reader_;
  std::unique_ptr<MysqlLock> lock_;
  std::string description_;
  RandomPool random_;
  std::string column_;  // kept between writes
};

}  // namespace usersync
