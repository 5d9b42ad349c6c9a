#include "store/sqlite/lock.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/fork.h"
#include "store/sqlite/alarm.h"

namespace usersync {
namespace {

constexpr int kTicketBits = 23;
constexpr std::int64_t kTickets = (std::int64_t{1} << kTicketBits) - 1;  // 1 … kTickets
constexpr auto kTick = std::chrono::microseconds{256};  // kTickets of them are 36 minutes of waiting
constexpr auto kPoll = Millis{80};                      // Terms::interrupted wants 100 ms at most

static_assert(sizeof(off_t) == 8, "offsets are 63 bits wide");

struct flock range(std::int64_t first, std::int64_t length, short type) noexcept {
  struct flock lock {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  lock.l_start = first;
  lock.l_len = length;
  return lock;
}

bool held_elsewhere(int native) noexcept { return native == EAGAIN || native == EACCES; }

int lock_range(int fd, int command, std::int64_t first, std::int64_t length) noexcept {
  auto lock = range(first, length, F_WRLCK);
  return fcntl(fd, command, &lock) == 0 ? 0 : errno;
}

void unlock_range(int fd, std::int64_t first, std::int64_t length) noexcept {
  auto lock = range(first, length, F_UNLCK);
  fcntl(fd, F_OFD_SETLK, &lock);
}

// Blocks for `span` at most. After EINTR, or EAGAIN from the fallback, the caller checks the clock and calls
// again.
int block(int fd, std::int64_t first, std::int64_t length, Alarm& alarm, Millis span, Clock& clock) {
  if (alarm.usable()) {
    alarm.arm(span);
    const int failed = lock_range(fd, F_OFD_SETLKW, first, length);
    alarm.disarm();
    return failed;
  }
  const auto jitter = std::chrono::microseconds{200 + (clock.monotonic().count() * 7919 + fd) % 1800};
  clock.pause(jitter);
  return lock_range(fd, F_OFD_SETLK, first, length);
}

}  // namespace

Result<LockFile> LockFile::open(const std::string& path) {
  // Between these two calls another thread could fork; its child would keep the lock until it execs or ends.
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
  if (fd >= 0) {
    LockFile opened(fd, path);
    if (!close_in_child(fd)) return Error{Msg::out_of_memory, "the descriptors that a forked child closes"};
    return opened;
  }
  const int native = errno;
  if (native == EROFS) return Error{Msg::sqlite_read_only, path, native};
  if (native == ENOSPC || native == EDQUOT) return Error{Msg::sqlite_full, path, native};
  if (native == EACCES || native == EPERM || native == ELOOP || native == EISDIR) {
    return Error{Msg::sqlite_denied, path, native};
  }
  return Error{Msg::sqlite_unavailable, path, native};
}

LockFile::LockFile(int fd, std::string path)
    : fd_(fd), fork_generation_(fork_generation()), path_(std::move(path)) {}

LockFile::LockFile(LockFile&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      fork_generation_(other.fork_generation_),
      path_(std::move(other.path_)),
      held_(std::move(other.held_)) {}

LockFile::~LockFile() {
  if (fd_ < 0 || fork_generation_ != fork_generation())
    return;  // a child's number may be another file by now
  keep_in_child(fd_);
  close(fd_);
}

LockFile::Slot LockFile::slot_of(const RecordName& name) noexcept {
  std::int64_t slot = 0;
  for (std::size_t i = 0; i < 5; ++i) slot = slot << 8 | name.bytes[i];
  return (slot >> 1) << kTicketBits;
}

Error LockFile::failure(int native) const { return Error{Msg::sqlite_lock_refused, path_, native}; }

bool LockFile::holds(Slot slot) const noexcept {
  return std::find(held_.begin(), held_.end(), slot) != held_.end();
}

// A descriptor never conflicts with itself, so this store's own locks are checked here.
Result<bool> LockFile::try_lock(Slot slot) {
  if (holds(slot)) return false;
  held_.reserve(held_.size() + 1);  // may throw, so before the lock is ours
  const int failed = lock_range(fd_, F_OFD_SETLK, slot, 1);
  if (held_elsewhere(failed)) return false;
  if (failed != 0) return failure(failed);
  held_.push_back(slot);
  return true;
}

// A ticket is the time of arrival. A waiter that finds its ticket locked arrived later in the same tick, and
// takes the next one. At most kTickets attempts, since no more waiters than tickets exist.
Result<bool> LockFile::join_queue(Slot slot, Clock& clock, std::int64_t& ticket) {
  const auto now = std::chrono::duration_cast<std::chrono::microseconds>(clock.monotonic());
  ticket = (now / kTick) % kTickets + 1;
  for (;;) {
    const int failed = lock_range(fd_, F_OFD_SETLK, slot + ticket, 1);
    if (failed == 0) return true;
    if (!held_elsewhere(failed)) return failure(failed);
    ticket = ticket % kTickets + 1;
  }
}

// Counts the tickets ahead of ours: asks the kernel for any lock in a range, then for the rest of the range.
// The caller is in the queue already, so the count is exact: of many that arrive together, as many stay as
// may.
bool LockFile::queue_is_full(Slot slot, std::int64_t ticket, std::uint32_t limit) const noexcept {
  std::uint32_t ahead = 0;
  std::int64_t from = slot + 1;
  const std::int64_t end = slot + ticket;
  while (from < end && ahead < limit) {
    // The kernel returns any lock of the range, so narrow down to the lowest one.
    std::int64_t until = end, start = -1, stop = -1;
    for (;;) {
      if (until <= from) break;
      auto probe = range(from, until - from, F_WRLCK);
      if (fcntl(fd_, F_OFD_GETLK, &probe) != 0 || probe.l_type == F_UNLCK) break;
      start = probe.l_start;
      stop = probe.l_len == 0 ? end : probe.l_start + probe.l_len;
      until = start;
    }
    if (stop < 0) return false;
    if (start > slot) ++ahead;  // a lock at `slot` itself is a waiter that is becoming the holder
    from = stop;
  }
  return ahead >= limit;
}

Status LockFile::wait_for(Slot slot, const Terms& terms, Clock& clock) {
  const Millis deadline = clock.monotonic() + terms.wait;
  Error timed_out{Msg::lock_timeout};
  timed_out.annotate("server", path_);
  // A wait for a lock that this very store holds would never end.
  if (terms.wait <= Millis{0} || holds(slot)) return timed_out;

  held_.reserve(held_.size() + 1);  // may throw, so before anything is ours
  std::int64_t ticket = 0;
  if (const auto joined = join_queue(slot, clock, ticket); !joined) return joined.error();
  const auto leave = [&](Error error) -> Status {
    unlock_range(fd_, slot + ticket, 1);
    return error;
  };
  if (terms.max_waiters > 0 && queue_is_full(slot, ticket, terms.max_waiters)) {
    return leave({Msg::too_many_waiters});
  }
  Alarm alarm;
  for (;;) {
    if (terms.interrupted != nullptr && terms.interrupted()) {
      return leave({Msg::wait_interrupted});
    }
    const Millis remaining = deadline - clock.monotonic();
    if (remaining <= Millis{0}) return leave(timed_out);
    const int failed = block(fd_, slot, ticket + 1, alarm, std::min(remaining, kPoll), clock);
    if (failed == 0) break;
    if (failed != EINTR && !held_elsewhere(failed)) return leave(failure(failed));
  }
  unlock_range(fd_, slot + 1, ticket);  // keeps only the session's lock
  held_.push_back(slot);
  return {};
}

void LockFile::unlock(Slot slot) noexcept {
  const auto found = std::find(held_.begin(), held_.end(), slot);
  if (found == held_.end()) return;
  held_.erase(found);
  unlock_range(fd_, slot, 1);
}

bool LockFile::deleted() const noexcept {
  struct stat file {};
  return fstat(fd_, &file) != 0 || file.st_nlink == 0;
}

}  // namespace usersync
