// A wire of a given length: distance <socket to listen on> <socket of the server> <milliseconds each way>.
// Passes bytes on when they are old enough, in order, however many are under way.
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <deque>
#include <string>

#include "floor.h"

namespace {

using Clock = std::chrono::steady_clock;

struct Parcel {
  Clock::time_point due;
  std::string bytes;
};

// One direction of one connection.
struct Way {
  int from, to;
  std::deque<Parcel> under_way;
  bool ended = false;
};

sockaddr_un address_of(const char* path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path, sizeof(address.sun_path) - 1);
  return address;
}

int listen_on(const char* path) {
  const int socket_fd = socket(AF_UNIX, SOCK_STREAM, 0);
  const sockaddr_un address = address_of(path);
  must(bind(socket_fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0, "bind");
  must(listen(socket_fd, 64) == 0, "listen");
  return socket_fd;
}

int connect_to(const char* path) {
  const int socket_fd = socket(AF_UNIX, SOCK_STREAM, 0);
  const sockaddr_un address = address_of(path);
  must(connect(socket_fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0, "connect");
  return socket_fd;
}

void take(Way& way, std::chrono::microseconds delay) {
  char buffer[65536];
  const ssize_t n = read(way.from, buffer, sizeof(buffer));
  if (n <= 0) {
    way.ended = true;
  } else {
    way.under_way.push_back({Clock::now() + delay, std::string(buffer, static_cast<std::size_t>(n))});
  }
}

void deliver(Way& way, Clock::time_point now) {
  for (; !way.under_way.empty() && way.under_way.front().due <= now; way.under_way.pop_front()) {
    const std::string& bytes = way.under_way.front().bytes;
    for (std::size_t sent = 0; sent < bytes.size();) {
      const ssize_t n = send(way.to, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
      if (n <= 0) return;  // whoever it was for has gone
      sent += static_cast<std::size_t>(n);
    }
  }
  if (way.ended && way.under_way.empty()) shutdown(way.to, SHUT_WR);
}

}  // namespace

int main(int, char** arguments) {
  std::signal(SIGPIPE, SIG_IGN);
  const int door = listen_on(arguments[1]);
  const auto delay = std::chrono::microseconds(static_cast<int>(std::atof(arguments[3]) * 1000));
  std::deque<Way> ways;
  for (;;) {
    std::vector<pollfd> watched = {{door, POLLIN, 0}};
    auto next = Clock::time_point::max();
    for (const Way& way : ways) {
      watched.push_back({way.ended ? -1 : way.from, POLLIN, 0});
      if (!way.under_way.empty()) next = std::min(next, way.under_way.front().due);
    }
    const auto left = std::chrono::duration_cast<std::chrono::nanoseconds>(
        std::clamp<Clock::duration>(next - Clock::now(), Clock::duration::zero(), std::chrono::seconds(1)));
    const timespec wait{left.count() / 1'000'000'000, left.count() % 1'000'000'000};
    ppoll(watched.data(), watched.size(), &wait, nullptr);
    for (std::size_t i = 0; i + 1 < watched.size(); ++i) {
      if (watched[i + 1].revents != 0) take(ways[i], delay);
      deliver(ways[i], Clock::now());
    }
    if (watched[0].revents != 0) {
      const int client = accept(door, nullptr, nullptr);
      const int server = connect_to(arguments[2]);
      ways.push_back({client, server, {}, false});
      ways.push_back({server, client, {}, false});
    }
    for (std::size_t i = 0; i < ways.size(); i += 2) {
      if (!ways[i].ended || !ways[i + 1].ended) continue;
      close(ways[i].from);
      close(ways[i].to);
      ways.erase(ways.begin() + static_cast<std::ptrdiff_t>(i),
                 ways.begin() + static_cast<std::ptrdiff_t>(i) + 2);
      break;
    }
  }
}
