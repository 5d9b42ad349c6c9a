// Session locks in one file: open-file-description byte-range locks (fcntl F_OFD_*), which the kernel ends
// with their holder. Nothing is ever written; offsets are names.
//
//   bit 62      0 for sessions; the one lock at 2^62 guards making and upgrading the database
//   62 … 23     the slot: the first 39 bits of the record's name
//   22 … 0      0 is the session's lock; any other value is a waiter's ticket: its time of arrival
//
// A waiter locks its ticket, then blocks until it can lock everything from the session's lock up to its
// ticket: nobody holds the session, and nobody waits who came earlier. A signal or a poll therefore costs it
// no place (docs/decisions/0021). Two sessions that share a slot only wait for each
// other.
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
  ~LockFile();  // gives up whatever is held

  static Slot slot_of(const RecordName& name) noexcept;
  static constexpr Slot kSetup = Slot{1} << 62;

  Result<bool> try_take(Slot slot);  // false: somebody has it
  // try_take() has failed: waits in the queue. Code::lock_timeout, too_many_waiters, interrupted.
  Status wait_for(Slot slot, const Terms& terms, Clock& clock);
  void give_up(Slot slot) noexcept;
  bool holds(Slot slot) const noexcept;

  bool deleted() const noexcept;  // somebody removed or replaced the file: what we hold excludes nobody

 private:
  LockFile(int fd, std::string path);
  Result<bool> join_queue(Slot slot, Clock& clock, std::int64_t& ticket);
  bool crowded(Slot slot, std::int64_t ticket, std::uint32_t limit) const noexcept;
  Error failure(int native) const;

  int fd_;
  std::uint32_t fork_generation_;
  std::string path_;
  std::vector<Slot> held_;  // one or two
};

}  // namespace usersync
