#include "wire/socket.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <vector>

namespace usersync {
namespace {

const char* const kHosts[] = {"127.0.0.1", "127.0.0.2", "127.0.0.3"};

SocketAddress address_of(const char* host, std::uint16_t port) {
  SocketAddress address;
  auto* const inet = reinterpret_cast<sockaddr_in*>(&address.bytes);
  inet->sin_family = AF_INET;
  inet->sin_port = htons(port);
  REQUIRE(inet_pton(AF_INET, host, &inet->sin_addr) == 1);
  address.length = sizeof(sockaddr_in);
  return address;
}

// Sockets that are closed at the end of the test.
class Sockets {
 public:
  ~Sockets() {
    for (const int one : all_) close(one);
  }
  int make(int flags = 0) {
    return all_.emplace_back(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | flags, 0));
  }

  // Listens on `host`, and returns the port.
  SocketAddress listen_on(const char* host) {
    SocketAddress address = address_of(host, 0);
    const int listener = make();
    REQUIRE(bind(listener, reinterpret_cast<sockaddr*>(&address.bytes), address.length) == 0);
    REQUIRE(listen(listener, 0) == 0);
    REQUIRE(getsockname(listener, reinterpret_cast<sockaddr*>(&address.bytes), &address.length) == 0);
    return address;
  }

  // An address that answers no attempt to connect: its backlog is full, so the kernel drops what arrives.
  SocketAddress silent(const char* host) {
    const SocketAddress address = listen_on(host);
    for (int i = 0; i < 4; ++i) {
      (void)::connect(make(SOCK_NONBLOCK), reinterpret_cast<const sockaddr*>(&address.bytes), address.length);
    }
    return address;
  }

 private:
  std::vector<int> all_;
};

Code connect(const std::vector<SocketAddress>& addresses, Millis budget) {
  const auto made = Socket::connect_first(addresses, Wait{{system_clock(), budget}});
  return made.ok() ? Code::ok : made.error().code;
}

TEST_CASE("socket: a host whose first addresses are silent or refuse is reached by another") {
  Sockets sockets;
  const SocketAddress alive = sockets.listen_on(kHosts[2]);
  const SocketAddress silent = sockets.silent(kHosts[0]), refused = address_of(kHosts[1], 1);
  REQUIRE(connect({silent}, Millis{300}) == Code::timed_out);
  CHECK(connect({refused}, Millis{5000}) == Code::unavailable);
  CHECK(connect({silent, alive}, Millis{5000}) == Code::ok);
  const SocketAddress second = sockets.listen_on(kHosts[2]), third = sockets.listen_on(kHosts[2]);
  CHECK(connect({refused, silent, silent, second}, Millis{5000}) == Code::ok);
  CHECK(connect({third, silent}, Millis{5000}) == Code::ok);
  CHECK(connect({silent, refused}, Millis{500}) == Code::timed_out);
  CHECK(connect({refused, refused}, Millis{5000}) == Code::unavailable);
  CHECK(connect({}, Millis{5000}) == Code::unavailable);
}

}  // namespace
}  // namespace usersync
