// Sessions on a MySQL or MariaDB server, in whichever layout: docs/architecture.md, "The rules of a store".
//
// The session lock is GET_LOCK, which dies with its connection, or with lock=row a lease in a table. Rule W3a
// rests on the connection: a lock counts as held only on the connection that took it, and the writing
// statement asks the server again.
#pragma once

#include "store/mysql/link.h"

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
  void recycle(Bytes&& memory) noexcept override;
  std::string_view description() const noexcept override { return description_; }
  bool needs_collecting() const noexcept override { return true; }
  std::vector<std::string> notes() const override;

 private:
  // Where a connection keeps its prepared statements; the guarded ones once for each guard.
  static constexpr std::size_t kSelectSlot = 0, kLockSlot = 1, kUnlockSlot = 2, kPlainSlot = 7;
  static constexpr std::size_t replace_slot(Guard guard) { return 3 + static_cast<std::size_t>(guard); }
  static constexpr std::size_t insert_slot(Guard guard) { return 5 + static_cast<std::size_t>(guard); }

  // What stands under a name: nothing, what has ended (version, no record), or a record.
  struct Standing {
    Version version = 0;
    std::optional<RecordName> parent;
    std::optional<Record> record;
    bool unreadable = false;
  };
  struct Held {
    Grant::Token token;
    RecordName name;
    std::uint64_t serial;  // the connection it lives on; a lease lives in its table
    Millis until;          // a lease: ours without asking, by the monotonic clock
    Seconds lease;
  };
  struct Taken {
    Grant::Token token;
    Standing standing;
    bool mine = false;
    bool waited = false;
  };
  enum class Deed : std::uint8_t { write, touch };
  enum class Heard : std::uint8_t { no, yes };  // whether the server's answer is waited for
  // One write or touch on its way.
  struct Put {
    Deed deed;
    const Grant& grant;
    After after;
    SqlValues values;
    bool again = false;     // an earlier try ended without an answer
    bool released = false;  // the lock went with the record
  };

  // Acquiring: mysql_acquire.cpp.
  Status take(const RecordName& name, const Terms& terms, Taken& taken);
  Status take_lock(const RecordName& name, const Terms& terms, Taken& taken);
  Status take_slot(MysqlConnection& connection, const SqlValues& values, const Terms& terms,
                   std::uint32_t& slot);
  Status ask_for_lock(MysqlConnection& connection, const SqlValues& values, Millis patience,
                      std::uint32_t slot, bool (*interrupted)() noexcept, Taken& taken);
  Status take_lease(const RecordName& name, const Terms& terms, Taken& taken);
  Status take_place(const RecordName& name, const Terms& terms, const Grant::Token& token, RecordName& place);
  Status wait_for_lease(const Deadline& deadline, const Terms& terms, const Taken& taken,
                        const std::function<Status()>& ask);
  Status ask_for_lease(MysqlConnection& connection, const SqlValues& values, Taken& taken);
  void remember(const Taken& taken, const RecordName& name, Seconds lease);
  Status look(MysqlConnection& connection, const SqlValues& values, Standing& standing);
  MysqlCall selecting(const SqlValues& values) noexcept;
  bool is_whole(const Standing& standing) noexcept;  // what selecting() brought; else look()
  void receive(const MysqlRow& row, Standing& standing);

  // Writing: mysql_store.cpp.
  Status put(Deed deed, Grant& grant, View data, Seconds lifetime, After after);
  Status put_once(MysqlConnection& connection, Put& put);
  Status put_by_right(MysqlConnection& connection, Put& put);
  Status put_by_version(MysqlConnection& connection, Put& put);
  Result<bool> touched(MysqlConnection& connection, Guard guard, const Put& put);
  Result<std::uint64_t> replace(MysqlConnection& connection, Guard guard, Put& put);
  Result<std::uint64_t> insert(MysqlConnection& connection, Guard guard, Put& put);
  Result<std::uint64_t> send(MysqlConnection& connection, const MysqlCall& call, Guard guard, Put& put);
  Status destroy_some(MysqlConnection& connection, std::span<const RecordName> names, std::uint64_t seconds,
                      std::size_t& done);
  Status fits(const MysqlConnection& connection, View column) const;
  Held* holding(const Grant& grant) noexcept;
  bool still_mine(MysqlConnection& connection, const Grant& grant);
  void release(const Grant::Token& token, Heard heard = Heard::no) noexcept;
  void forget(const Grant::Token& token) noexcept;

  static std::uint64_t seconds_of(Seconds span) noexcept;
  Status fresh(Grant::Token& token, Version& version);
  // Longer than what bounds waits inside the server (mysql_link.cpp): its refusal is worth more than our own
  // giving up, which costs the connection and leaves open what became of the statement.
  Wait patience() const noexcept { return link_.within(config_.timeout + Millis{500}); }
  Error corrupt() const;

  StoreConfig config_;
  std::unique_ptr<MysqlLayout> layout_;
  MysqlLink link_;
  std::string description_;
  std::vector<Held> held_;
  SqlText lock_, unlock_;
  std::array<std::array<std::uint8_t, 24>, 16> random_{};  // for tokens and versions to come
  std::size_t random_left_ = 0;
  std::uint32_t random_process_ = 0;  // the fork generation
  int parents_ahead_ = 0;             // so many more records are read in the expectation that they are tied
  bool follows_ = false;              // the last selecting() was the join
  std::string column_;                // kept between writes
  Bytes spare_;                       // and between reads
};

}  // namespace usersync
