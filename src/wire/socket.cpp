#include "wire/socket.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <vector>

#include "base/fork.h"

namespace usersync {
namespace {

constexpr std::size_t kMaxPieces = 16;
constexpr std::size_t kMaxAddresses = 16;  // of one host; further ones are not tried
constexpr Millis kHeadStart{250};          // before the next address is tried beside the ones before

bool again(int error) noexcept { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

Error lost(int error) noexcept { return {Msg::server_lost, error}; }

// After a tick in which nothing happened: whether to wait on.
Status still_waiting(const Wait& wait) noexcept {
  if (wait.interrupted != nullptr && wait.interrupted()) {
    return Error{Msg::wait_interrupted};
  }
  if (wait.deadline.passed()) return Error{Msg::server_timeout};
  return {};
}

}  // namespace

Socket::Socket(int descriptor) noexcept : descriptor_(descriptor) {
  if (close_in_child(descriptor)) return;
  close(descriptor);
  descriptor_ = -1;  // out of memory: every use fails
}

Socket::~Socket() {
  if (descriptor_ < 0) return;
  keep_in_child(descriptor_);
  close(descriptor_);
}

// Starts to connect. The socket may be connected at once, or become so or fail while the caller waits.
Result<std::unique_ptr<Socket>> Socket::begin(const sockaddr* address, unsigned length) {
  const int descriptor = socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return Error{Msg::no_socket, errno};
  std::unique_ptr<Socket> made(new Socket(descriptor));
  if (made->descriptor_ < 0) return Error{Msg::out_of_memory, "the descriptors that a forked child closes"};
  // A unix socket whose backlog is full fails with EAGAIN at once and never becomes writable.
  if (::connect(descriptor, address, length) != 0 && errno != EINPROGRESS) {
    return Error{Msg::server_unreachable, errno};
  }
  return made;
}

// Whether the writable socket is connected; if so, it is made ready for use.
Status Socket::finish(bool tcp) noexcept {
  int failure = 0;
  socklen_t size = sizeof failure;
  getsockopt(descriptor_, SOL_SOCKET, SO_ERROR, &failure, &size);
  if (failure != 0) return Error{Msg::server_unreachable, failure};
  const timeval tick{0, std::chrono::microseconds(Wait::kTick).count()};
  setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &tick, sizeof tick);
  fcntl(descriptor_, F_SETFL, fcntl(descriptor_, F_GETFL) & ~O_NONBLOCK);
  if (tcp) {
    const int on = 1;
    setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(descriptor_, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  }
  return {};
}

// RFC 8305, "Happy Eyeballs": the next address is tried when the one before failed, or has not answered for a
// while; the first that answers is taken.
Result<std::unique_ptr<Socket>> Socket::connect_first(std::span<const SocketAddress> addresses,
                                                      const Wait& wait) {
  addresses = addresses.first(std::min(addresses.size(), kMaxAddresses));
  Error last{Msg::host_without_address};
  if (addresses.empty()) return last;
  const Millis head_start = std::min(kHeadStart, wait.deadline.left() / static_cast<int>(addresses.size()));
  std::vector<std::unique_ptr<Socket>> attempts;
  std::size_t next = 0;
  Millis next_start = wait.deadline.left();  // in time left
  for (;;) {
    if (next < addresses.size() && (attempts.empty() || wait.deadline.left() <= next_start)) {
      const SocketAddress& address = addresses[next++];
      auto begun = begin(reinterpret_cast<const sockaddr*>(&address.bytes), address.length);
      if (begun) {
        attempts.push_back(std::move(*begun));
        next_start = wait.deadline.left() - head_start;
      } else {
        last = begun.error();
      }
      if (next < addresses.size() && !begun) continue;
    }
    if (attempts.empty()) return last;

    std::array<pollfd, kMaxAddresses> polled{};
    for (std::size_t i = 0; i < attempts.size(); ++i) polled[i] = {attempts[i]->descriptor_, POLLOUT, 0};
    Millis span = std::min(Wait::kTick, wait.deadline.left() + Millis{1});
    if (next < addresses.size()) {
      span = std::clamp(wait.deadline.left() - next_start, Millis{0}, span);
    }
    const int ready = poll(polled.data(), attempts.size(), static_cast<int>(span.count()));
    if (ready < 0 && errno != EINTR) return lost(errno);
    for (std::size_t i = attempts.size(); ready > 0 && i-- > 0;) {
      if (polled[i].revents == 0) continue;
      std::unique_ptr<Socket> attempt = std::move(attempts[i]);
      attempts.erase(attempts.begin() + static_cast<std::ptrdiff_t>(i));
      const Status connected = attempt->finish(true);
      if (connected) return attempt;
      last = connected.error();
      next_start = wait.deadline.left();  // at once
    }
    if (ready > 0) continue;
    if (Status going = still_waiting(wait); !going) return going.error();
  }
}

Result<std::unique_ptr<Socket>> Socket::connect_tcp(const std::string& host, std::uint16_t port,
                                                    const Wait& wait) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int failed = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
  if (failed != 0) return Error{Msg::host_unresolved, failed};
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> list(found, freeaddrinfo);
  std::vector<SocketAddress> addresses;
  for (const addrinfo* one = found; one != nullptr && addresses.size() < kMaxAddresses; one = one->ai_next) {
    SocketAddress& address = addresses.emplace_back();
    address.length = std::min<unsigned>(one->ai_addrlen, sizeof address.bytes);
    std::memcpy(&address.bytes, one->ai_addr, address.length);
  }
  return connect_first(addresses, wait);
}

Result<std::unique_ptr<Socket>> Socket::connect_unix(const std::string& path, const Wait& wait) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    return Error{Msg::store_socket_path_long, path};
  }
  std::memcpy(address.sun_path, path.c_str(), path.size());
  auto made = begin(reinterpret_cast<const sockaddr*>(&address), sizeof address);
  if (!made) return made;
  if (Status ready = (*made)->wait_for(POLLOUT, wait); !ready) return ready.error();
  if (Status connected = (*made)->finish(false); !connected) return connected.error();
  return made;
}

Result<std::size_t> Socket::read(Room first, Room second, const Wait& wait) {
  iovec rooms[2] = {{first.data(), first.size()}, {second.data(), second.size()}};
  msghdr message{};
  message.msg_iov = rooms;
  message.msg_iovlen = 2;
  for (;;) {
    const bool may_block = wait.deadline.left() >= Wait::kTick;  // SO_RCVTIMEO ends it after a tick
    if (!may_block) {
      if (Status ready = wait_for(POLLIN, wait); !ready) return ready.error();
    }
    const int how = may_block ? 0 : MSG_DONTWAIT;
    const ssize_t got = second.empty() ? recv(descriptor_, first.data(), first.size(), how)
                                       : recvmsg(descriptor_, &message, how);
    if (got > 0) return static_cast<std::size_t>(got);
    if (got == 0) return Error{Msg::server_closed};
    if (!again(errno)) return lost(errno);
    if (Status waiting = still_waiting(wait); !waiting) return waiting.error();
  }
}

Status Socket::write(std::span<const View> pieces, const Wait& wait) {
  std::size_t skip = 0;  // bytes of pieces.front() that are out already
  while (!pieces.empty()) {
    iovec parts[kMaxPieces];
    std::size_t count = 0;
    for (const View piece : pieces.first(std::min(pieces.size(), kMaxPieces))) {
      const View rest = count == 0 ? piece.subspan(skip) : piece;
      parts[count++] = {const_cast<std::uint8_t*>(rest.data()), rest.size()};
    }
    msghdr message{};
    message.msg_iov = parts;
    message.msg_iovlen = count;
    constexpr int kHow = MSG_NOSIGNAL | MSG_DONTWAIT;
    const ssize_t sent = count == 1 ? send(descriptor_, parts[0].iov_base, parts[0].iov_len, kHow)
                                    : sendmsg(descriptor_, &message, kHow);
    if (sent < 0) {
      if (!again(errno)) return lost(errno);
      if (Status ready = wait_for(POLLOUT, wait); !ready) return ready;
      continue;
    }
    skip += static_cast<std::size_t>(sent);
    while (!pieces.empty() && skip >= pieces.front().size()) {
      skip -= pieces.front().size();
      pieces = pieces.subspan(1);
    }
  }
  return {};
}

ssize_t Socket::try_read(Room room) noexcept {
  return recv(descriptor_, room.data(), room.size(), MSG_DONTWAIT);
}

ssize_t Socket::try_write(View bytes) noexcept {
  return send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

Status Socket::wait_for(short events, const Wait& wait) const {
  for (;;) {
    // One more than what is left: a clock in whole milliseconds would otherwise spin through the last one.
    const Millis span = std::min(Wait::kTick, wait.deadline.left() + Millis{1});
    pollfd waiting{descriptor_, events, 0};
    const int ready = poll(&waiting, 1, static_cast<int>(span.count()));
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) return lost(errno);
    if (Status going = still_waiting(wait); !going) return going;
  }
}

}  // namespace usersync
