// Bytes to and from one server, under a deadline. Two kinds: a socket, and TLS over one.
//
// Threading: one thread. After any error the stream is of no further use. Ownership: whoever opened it.
// Codes: unavailable (refused, closed, lost), timed_out, interrupted.
#pragma once

#include <span>

#include "base/bytes.h"
#include "base/result.h"
#include "wire/deadline.h"

namespace usersync {

class Stream {
 public:
  using Room = std::span<std::uint8_t>;

  Stream() = default;
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  virtual ~Stream() = default;

  // Reads at least one byte, into `first` and then into `second`: the rest of a large value and the bytes
  // behind it come by one system call. Returns how many.
  virtual Result<std::size_t> read(Room first, Room second, const Wait& wait) = 0;

  // Writes all pieces, in order and in as few system calls as the kernel takes.
  virtual Status write(std::span<const View> pieces, const Wait& wait) = 0;

  // In a forked child: forgets the descriptor and sends nothing (base/fork.h closes it).
  virtual void abandon() noexcept = 0;
};

}  // namespace usersync
