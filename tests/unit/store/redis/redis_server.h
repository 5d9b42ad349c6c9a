// A redis-server that the test starts on a private socket in a private directory, and stops by pid. The
// environment variable REDIS_SERVER names another program than the installed one.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "store/redis/redis.h"

namespace usersync::test {

class RedisServer {
 public:
  RedisServer() = default;
  explicit RedisServer(const std::vector<std::string>& options) { start(options); }
  RedisServer(const RedisServer&) = delete;
  RedisServer& operator=(const RedisServer&) = delete;
  ~RedisServer();

  // Returns why it could not be started; empty when it answers. Without a port it listens on its socket only.
  std::string start(const std::vector<std::string>& options = {});
  // A Sentinel that watches the primary "main" on this port of the loopback; `more` lines of its
  // configuration.
  std::string start_sentinel(int port, int primary, int quorum, const std::string& more = {});
  void stop() noexcept;          // SIGKILL, and reaps; the directory stays for another start()
  void freeze() const noexcept;  // SIGSTOP
  void thaw() const noexcept;    // SIGCONT
  bool running() const noexcept { return pid_ > 0; }

  const std::string& directory() const noexcept { return directory_; }
  std::string socket() const { return directory_ + "/redis.sock"; }
  Dsn dsn() const;

  // Runs one command, as redis-cli does. Returns the answer's text ("3", "OK", "(nil)"; "a b c" of an array).
  std::string ask(const std::vector<std::string>& words) const;

 private:
  std::string make_directory();
  std::string run(std::vector<std::string> words);

  std::string directory_;
  pid_t pid_ = 0;
  pid_t owner_ = 0;
};

int free_port();  // of the loopback, free a moment ago

// The configuration of a store, with time-outs short enough for a test.
StoreConfig redis_context(Counters& counters);

}  // namespace usersync::test
