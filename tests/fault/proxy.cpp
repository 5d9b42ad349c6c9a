#include "proxy.h"

#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <list>
#include <string_view>
#include <vector>

namespace usersync::test {
namespace {

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  return address;
}

void send_all(int to, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

struct Pair {
  int client;
  int server;
  bool answered = true;  // since the client last sent something
  bool dead = false;
};

}  // namespace

Proxy::Proxy(std::string path, std::string upstream)
    : path_(std::move(path)), upstream_(std::move(upstream)), owner_(getpid()) {
  const int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_un address = address_of(path_);
  unlink(path_.c_str());
  if (bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      listen(listener, 64) != 0) {
    std::abort();
  }
  pid_ = fork();
  if (pid_ == 0) serve(listener);
  close(listener);
}

Proxy::~Proxy() {
  if (owner_ != getpid()) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  unlink(path_.c_str());
}

void Proxy::order(const char* word, Act act) noexcept {
  std::strncpy(orders_->word, word, sizeof(Orders::word) - 1);
  orders_->act = act;
}

void Proxy::answer(const char* word, const std::string& lie) noexcept {
  std::memset(orders_->lie, 0, sizeof(Orders::lie));
  lie.copy(orders_->lie, sizeof(Orders::lie) - 1);
  order(word, Act::lie);
}

void Proxy::serve(int listener) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  std::list<Pair> pairs;
  std::vector<char> buffer(1 << 20);
  for (;;) {
    std::vector<pollfd> waiting{{listener, POLLIN, 0}};
    for (const Pair& one : pairs) {
      waiting.push_back({one.client, POLLIN, 0});
      waiting.push_back({one.server, POLLIN, 0});
    }
    poll(waiting.data(), waiting.size(), -1);
    std::size_t at = 1;
    for (Pair& one : pairs) {
      const bool from_client = waiting[at++].revents != 0;
      const bool from_server = waiting[at++].revents != 0;
      if (from_client) {
        const ssize_t got = recv(one.client, buffer.data(), buffer.size(), 0);
        one.dead = got <= 0;
        if (one.dead) continue;
        if (one.answered) ++orders_->trips;
        one.answered = false;
        const std::string_view sent(buffer.data(), static_cast<std::size_t>(got));
        const Act act = orders_->act;
        const bool meant = act != Act::none && sent.find(orders_->word) != sent.npos;
        if (const int pause = orders_->delay; pause > 0) usleep(static_cast<unsigned>(pause) * 1000);
        if (meant) {
          orders_->act = Act::none;
          one.dead = true;
          if (act == Act::cut_before) continue;
          send_all(one.server, sent);
          // The whole answer, in however many pieces: 500 ms without another piece end it.
          std::string answer;
          pollfd server{one.server, POLLIN, 0};
          while (poll(&server, 1, 500) > 0) {
            const ssize_t more = recv(one.server, buffer.data(), buffer.size(), 0);
            if (more <= 0) break;
            answer.append(buffer.data(), static_cast<std::size_t>(more));
          }
          if (act == Act::cut_within)
            send_all(one.client, std::string_view(answer).substr(0, std::size_t(orders_->keep.load())));
          if (act == Act::lie) {
            send_all(one.client, orders_->lie);
            one.dead = false;
          }
          continue;
        }
        send_all(one.server, sent);
      }
      if (from_server) {
        const ssize_t got = recv(one.server, buffer.data(), buffer.size(), 0);
        one.dead = got <= 0;
        if (one.dead) continue;
        one.answered = true;
        if (const int pause = orders_->delay; pause > 0) usleep(static_cast<unsigned>(pause) * 1000);
        send_all(one.client, {buffer.data(), static_cast<std::size_t>(got)});
      }
    }
    pairs.remove_if([](const Pair& one) {
      if (one.dead) {
        close(one.client);
        close(one.server);
      }
      return one.dead;
    });
    if (waiting[0].revents != 0) {
      const int client = accept(listener, nullptr, nullptr);
      const int server = socket(AF_UNIX, SOCK_STREAM, 0);
      const sockaddr_un address = address_of(upstream_);
      ++orders_->connections;
      if (connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        close(client);
        close(server);
      } else {
        pairs.push_back({client, server});
      }
    }
  }
}

}  // namespace usersync::test
