// A connected TCP or unix socket.
//
// The descriptor stays in blocking mode with a receive time-out of one tick: reading a reply then costs one
// system call instead of poll() and recv() (docs/decisions/0031).
#pragma once

#include <sys/socket.h>

#include <memory>
#include <string>

#include "wire/stream.h"

namespace usersync {

struct SocketAddress {
  sockaddr_storage bytes{};
  unsigned length = 0;
};

class Socket final : public Stream {
 public:
  // getaddrinfo() resolves the name, within the resolver's own time-outs and not within `wait`. Every address
  // is tried, all of them within the one deadline.
  static Result<std::unique_ptr<Socket>> connect_tcp(const std::string& host, std::uint16_t port,
                                                     const Wait& wait);
  // The same for addresses that are known: each gets a head start before the next, so that a silent one does
  // not use up the time.
  static Result<std::unique_ptr<Socket>> connect_first(std::span<const SocketAddress> addresses,
                                                       const Wait& wait);
  static Result<std::unique_ptr<Socket>> connect_unix(const std::string& path, const Wait& wait);

  ~Socket() override;
  Result<std::size_t> read(Room first, Room second, const Wait& wait) override;
  Status write(std::span<const View> pieces, const Wait& wait) override;
  void abandon() noexcept override { descriptor_ = -1; }

  // For TLS, which reads while it writes: these never block; -1 with errno, as recv() and send().
  ssize_t try_read(Room room) noexcept;
  ssize_t try_write(View bytes) noexcept;
  Status wait_for(short events, const Wait& wait) const;  // POLLIN or POLLOUT

 private:
  explicit Socket(int descriptor) noexcept;
  static Result<std::unique_ptr<Socket>> begin(const sockaddr* address, unsigned length);
  Status finish(bool tcp) noexcept;

  int descriptor_;
};

}  // namespace usersync
