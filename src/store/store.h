// The contract of every backend: docs/architecture.md, "The rules of a store".
// tests/unit/store/rules/rules.cpp runs them over each one.
//
// Ownership: a Store owns its connection and is kept by a Pool; a Grant is the caller's, and dead after
// release(). Threading: one thread, the one that opened it. After fork() a child's calls on a parent's grant
// return Code::forked, and a child opens a connection of its own. Errors: Code::unavailable, timed_out,
// denied, read_only, full, corrupt, too_large and no_memory may come from any call; `detail` names the path
// or user@host. What a call adds is said beside it.
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

// How a request is prepared to wait, and for how long what it holds may outlive it.
struct Terms {
  enum class Lock : std::uint8_t { exclusive, none };

  Lock lock = Lock::exclusive;
  Millis wait{30'000};                       // one budget for the whole acquisition
  std::uint32_t max_waiters = 0;             // 0: no limit
  Seconds lease{60};                         // max(lock_ttl, max_execution_time + 10)
  Seconds tombstone{120};                    // max(lock_ttl, max_execution_time) + 60
  bool (*interrupted)() noexcept = nullptr;  // asked while blocked, at least every 100 ms; true ends the wait
};

struct Acquired {
  Grant grant;
  std::optional<Record> record;  // empty: nothing there, expired, or destroyed
};

enum class After : std::uint8_t { keep_lock, release };

class Store {
 public:
  Store() = default;
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;
  virtual ~Store() = default;

  // Takes the lock and reads, in one round trip when the lock is free. With Terms::Lock::none, only reads.
  // A record whose leash was cut (rule W9) is absent, and the grant is tied to nothing.
  // Code::lock_timeout, too_many_waiters, interrupted.
  virtual Result<Acquired> acquire(const RecordName& name, const Terms& terms) = 0;

  // Reads without a lock, one round trip. An expired record is absent, and one whose leash was cut.
  virtual Result<std::optional<Record>> read(const RecordName& name) = 0;

  // Rule W3 decides in the same statement: Code::conflict leaves the successor's data. Stores the grant's
  // leash along. Success moves the grant to the new version. After::release lets the store give the lock up
  // in the same trip; a later write under the same grant is then judged by its version alone (rule W3b).
  virtual Status write(Grant& grant, View data, Seconds lifetime, After after) = 0;

  // Moves the expiry; creates the record from `data` when it is missing. Judged like write().
  virtual Status touch(Grant& grant, View data, Seconds lifetime, After after) = 0;

  // For migrations: stores the record unless there is one, or a tombstone; false says so. Waits for the lock
  // by `terms`. A backend may do better than acquire and write, which this is.
  virtual Result<bool> import_record(const RecordName& name, View data, Seconds lifetime, const Terms& terms);

  // Removes the record and leaves a tombstone that every earlier grant loses against. No lock needed. Missing
  // is success.
  virtual Status destroy(const RecordName& name, const Terms& terms) = 0;

  // The same for many, in as few round trips as the backend can. When it fails, some may be destroyed: call
  // again. This one destroys them one by one.
  virtual Status destroy_all(std::span<const RecordName> names, const Terms& terms);

  // Extends the lease of a held lock; where kernel or connection holds it, succeeds and does nothing.
  // Code::conflict: the lock is somebody else's by now.
  virtual Status renew(Grant& grant, const Terms& terms) = 0;

  // Gives the lock up, not waiting for an answer where the protocol allows. Never fails; idempotent.
  virtual void release(Grant& grant) noexcept = 0;

  // Removes at most `limit` records that expired (tombstones and nonces too, uncounted). Returns how many.
  virtual Result<std::int64_t> gc(std::int64_t limit) = 0;

  // The same for a request that closes: any expired records, and no answer is waited for where the protocol
  // allows. What went is counted when the answer comes. This one is gc().
  virtual void gc_in_passing(std::int64_t limit) noexcept;

  // Into how many closes a share of collecting is best divided: more than one where a record costs so much
  // that a request would feel it.
  virtual std::uint32_t gc_parts() const noexcept { return 1; }

  // Counts what is there, for people: may take a while, and waits for no lock. Empty where a backend cannot
  // tell, which is this one.
  virtual Result<Census> census();

  // True for exactly one caller among many, until `lifetime` has passed.
  virtual Result<bool> consume_nonce(const NonceName& nonce, Seconds lifetime) = 0;

  // Takes back the memory of a record that was handed out, for the next one to be read into.
  virtual void recycle(Bytes&&) noexcept {}

  // For people: "sqlite /var/lib/php/sessions/usersync-33/sessions.db", "redis app@10.0.0.5:6379/0". No
  // secret.
  virtual std::string_view description() const noexcept = 0;

  // True where expired records stay until somebody calls gc().
  virtual bool needs_collecting() const noexcept = 0;

  // What an operator should know though nothing failed ("maxmemory-policy is allkeys-lru"), a sentence each:
  // for usersync_info() and Site Health. Known after first use. No secret.
  virtual std::vector<std::string> notes() const { return {}; }

 protected:
  // The keys to a Grant: only backends hold them.
  static Grant make_grant(const RecordName& name, const Grant::Token& token, bool held,
                          bool exclusive) noexcept;
  static void set_version(Grant& grant, Version version) noexcept { grant.version_ = version; }
  static void set_held(Grant& grant, bool held) noexcept { grant.held_ = held; }
  static void void_grant(Grant& grant) noexcept { grant = Grant{}; }
  static Status check(const Grant& grant) noexcept;  // Code::forked, or internal for a void grant
};

}  // namespace usersync
