// Session locks in one file: open-file-description byte-range locks (fcntl F_OFD_*), which the kernel
// releases when their holder ends. The file stays empty; the offsets stand for names.
//
//   bit 62      0 for sessions; the one lock at 2^62 guards making and upgrading the database
//   62 … 23     the slot: the first 39 bits of the record's name
//   22 … 0      0 is the session's lock; any other value is a waiter's ticket: its time of arrival
//
// A waiter locks its ticket. Then it blocks until it can lock the range from the session's lock up to its
// ticket: then nobody holds the session, and no earlier waiter is left. So a waiter keeps its place in the
// queue when a signal or a poll interrupts it (docs/decisions/0021). Two sessions that share a slot only wait
// for each other.
//
// Ownership: its descriptor; a forked child's copy is closed at once (base/fork.h), so the lock ends with the
// process that took it. Threading: one thread; every thread opens its own.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/record.h"
#include "store/store.h"

namespace usersync {

class LockFile {
 public:
  using Slot = std::int64_t;

  // Makes the file unless it is there. Never follows a link.
  static Result<LockFile> open(const std::string& path);
  LockFile(LockFile&& other) noexcept;
  LockFile& operator=(LockFile&&) = delete;
  ~LockFile();  // releases every lock

  static Slot slot_of(const RecordName& name) noexcept;
  static constexpr Slot kSetup = Slot{1} << 62;

  Result<bool> try_lock(Slot slot);  // false: it is held, by another process or by this very LockFile
  // After try_lock() returned false: waits in the queue. Code::lock_timeout, too_many_waiters, interrupted.
  Status wait_for(Slot slot, const Terms& terms, Clock& clock);
  void unlock(Slot slot) noexcept;
  bool holds(Slot slot) const noexcept;

  bool deleted() const noexcept;  // the file was removed or replaced: our locks exclude nobody

 private:
  LockFile(int fd, std::string path);
  Result<bool> join_queue(Slot slot, Clock& clock, std::int64_t& ticket);
  bool queue_is_full(Slot slot, std::int64_t ticket, std::uint32_t limit) const noexcept;
  Error failure(int native) const;

  int fd_;
  std::uint32_t fork_generation_;
  std::string path_;
  std::vector<Slot> held_;  // one or two
};

}  // namespace usersync
