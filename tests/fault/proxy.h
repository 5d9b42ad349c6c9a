// A proxy between a client and a server's unix socket: it counts, delays, cuts, and replaces answers.
// Runs in a child process; its orders are in shared memory.
#pragma once

#include <string>

#include "unit/store/process.h"

namespace usersync::test {

class Proxy {
 public:
  // Listens on `path` and forwards to `upstream`.
  Proxy(std::string path, std::string upstream);
  ~Proxy();

  const std::string& path() const noexcept { return path_; }

  // Counted since reset(), over all connections: how often a client sent something after it had been
  // answered, and how many connections were made. A pipeline that is answered at once is one trip.
  int trips() noexcept { return orders_->trips; }
  int connections() noexcept { return orders_->connections; }
  void reset() noexcept { orders_->trips = orders_->connections = 0; }

  void delay(int milliseconds) noexcept { orders_->delay = milliseconds; }  // each way, each chunk

  // Once: the connection is cut when the client has sent something that contains `word`; before the server
  // receives it, or after the server has answered and before the client receives that.
  void cut_before_server(const char* word) noexcept { order(word, Act::cut_before); }
  void cut_before_client(const char* word) noexcept { order(word, Act::cut_after); }
  // Once: only the first `bytes` of the answer to `word` are passed on, then the connection is cut.
  void cut_answer(const char* word, int bytes) noexcept {
    orders_->keep = bytes;
    order(word, Act::cut_within);
  }
  // Once: the client receives `lie` instead of the answer.
  void answer(const char* word, const std::string& lie) noexcept;
  bool obeyed() noexcept { return orders_->act == Act::none; }

 private:
  enum class Act : int { none, cut_before, cut_after, cut_within, lie };
  struct Orders {
    std::atomic<int> trips, connections, delay, keep;
    std::atomic<Act> act;
    char word[64];
    char lie[512];
  };
  void order(const char* word, Act act) noexcept;
  [[noreturn]] void serve(int listener);

  std::string path_;
  std::string upstream_;
  Shared<Orders> orders_;
  pid_t pid_ = 0;
  pid_t owner_ = 0;
};

}  // namespace usersync::test
