// The contract of every backend: docs/architecture.md, "The rules of a store". The tests in
// tests/unit/store/rules run those rules over each backend.
//
// Ownership: a Store owns its connection, and a Pool keeps the Store. A Grant is the caller's, and void after
// release(). Threading: only the thread that opened it. After fork(), calls with a parent's grant return
// Code::forked in the child, which opens a connection of its own. Errors: any call may return
// Code::unavailable, timed_out, denied, read_only, full, corrupt, too_large and no_memory; `detail` names the
// path or user@host. Each call's comment names the further codes that it may return.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/counters.h"
#include "base/result.h"
#include "store/census.h"
#include "store/grant.h"

namespace usersync {

// How long a request waits for a lock, and how long its lock and its tombstones may outlive it.
struct Terms {
  enum class Lock : std::uint8_t { exclusive, none };

  Lock lock = Lock::exclusive;
  Millis wait{30'000};                       // in all, for one acquisition
  std::uint32_t max_waiters = 0;             // 0: no limit
  Seconds lease{60};                         // max(lock_ttl, max_execution_time + 10)
  Seconds tombstone{120};                    // max(lock_ttl, max_execution_time) + 60
  bool (*interrupted)() noexcept = nullptr;  // called at least every 100 ms while blocked; true ends the wait
};

struct Acquired {
  Grant grant;
  std::optional<Record> record;  // empty: never stored, expired, or destroyed
};

// Every destroy() leaves a tombstone for at least this long, unless its Terms ask for less.
inline constexpr Seconds kShortestTombstone{60};

enum class After : std::uint8_t { keep_lock, release };

class Store {
 public:
  Store() = default;
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;
  virtual ~Store() = default;

  // Takes the lock and reads, in one round trip when the lock is free. With Terms::Lock::none, only reads.
  // A record whose parent was destroyed (rule W9) is absent, and its grant has no parent.
  // Code::lock_timeout, too_many_waiters, interrupted.
  virtual Result<Acquired> acquire(const RecordName& name, const Terms& terms) = 0;

  // Reads without a lock, in one round trip. Expired records and those of a destroyed parent are absent.
  virtual Result<std::optional<Record>> read(const RecordName& name) = 0;

  // Stores `data` and the grant's parent. Rule W3 is checked in the same statement: on Code::conflict the
  // stored data stays. Success moves the grant to the new version. After::release lets the store release the
  // lock in the same round trip; a later write under the same grant then depends on its version (rule W3b).
  virtual Status write(Grant& grant, View data, Seconds lifetime, After after) = 0;

  // Moves the expiry; creates the record from `data` when it is missing. Rule W3 is checked as in write().
  virtual Status touch(Grant& grant, View data, Seconds lifetime, After after) = 0;

  // For migrations: stores the record and returns true, or returns false when a record or a tombstone exists.
  // Waits for the lock by `terms`. This default acquires and writes; a backend may do better.
  virtual Result<bool> import_record(const RecordName& name, View data, Seconds lifetime, const Terms& terms);

  // Removes the record and leaves a tombstone; writes under earlier grants then return Code::conflict. Needs
  // no lock. Success when there was no record.
  virtual Status destroy(const RecordName& name, const Terms& terms) = 0;

  // The same for many names, in as few round trips as the backend can. After an error some of them may have
  // been destroyed; call again. This default destroys them one by one.
  virtual Status destroy_all(std::span<const RecordName> names, const Terms& terms);

  // Extends the lease of a held lock, where the lock is a lease. Code::conflict also when the session was
  // destroyed: the next write() would return it.
  // Code::conflict: another request holds the lock by now.
  virtual Status renew(Grant& grant, const Terms& terms) = 0;

  // Releases the lock without waiting for a reply where the protocol allows. Never fails; may be called
  // again.
  virtual void release(Grant& grant) noexcept = 0;

  // Removes at most `limit` expired records and returns how many. Also removes expired tombstones and nonces,
  // which are not counted.
  virtual Result<std::int64_t> gc(std::int64_t limit) = 0;

  // The same, called when a session closes: does not wait for a reply where the protocol allows. Counters are
  // updated when the reply arrives. This default calls gc().
  virtual void gc_in_passing(std::int64_t limit) noexcept;

  // Over how many closes the work of one gc_in_passing() is best divided: more than one where deleting a
  // record costs enough to slow a request down.
  virtual std::uint32_t gc_parts() const noexcept { return 1; }

  // Counts the stored records, for people: may take seconds, and waits for no lock. This default returns an
  // empty Census, as a backend does that cannot count.
  virtual Result<Census> census();

  // Returns true to exactly one of all callers, until `lifetime` has passed.
  virtual Result<bool> consume_nonce(const NonceName& nonce, Seconds lifetime) = 0;

  // Gives the memory of a returned record back to the store, which reads the next record into it.
  virtual void recycle(Bytes&&) noexcept {}

  // For people: "sqlite /var/lib/php/sessions/usersync-33/sessions.db", "redis app@10.0.0.5:6379/0". Contains
  // no secret.
  virtual std::string_view description() const noexcept = 0;

  // True where expired records stay until gc() is called.
  virtual bool needs_collecting() const noexcept = 0;

  // Warnings for operators although nothing failed ("maxmemory-policy is allkeys-lru"), one sentence each:
  // for usersync_info() and Site Health. Filled by the first use of the store. Contains no secret.
  virtual std::vector<std::string> notes() const { return {}; }

 protected:
  // Access to a Grant's members, for backends only.
  static Grant make_grant(const RecordName& name, const Grant::Token& token, bool held,
                          bool exclusive) noexcept;
  static void set_version(Grant& grant, Version version) noexcept { grant.version_ = version; }
  static void set_held(Grant& grant, bool held) noexcept { grant.held_ = held; }
  static void void_grant(Grant& grant) noexcept { grant = Grant{}; }

  // Rule W3: a grant that once saw a record and is older than a tombstone's life cannot tell a destroyed
  // session from one that was never stored, so it may not create a record. Every backend calls saw_record()
  // with the time before it read or wrote a record, and asks may_create() before a write that would create
  // one.
  static void set_tombstone_life(Grant& grant, const Terms& terms) noexcept;  // in acquire()
  static void saw_record(Grant& grant, Millis before) noexcept;
  static bool has_seen_record(const Grant& grant) noexcept { return grant.saw_record_; }
  static bool may_create(const Grant& grant, Millis now) noexcept;
  static Status check(const Grant& grant) noexcept;  // Code::forked; Code::internal for a void grant
};

}  // namespace usersync
