// A private mariadbd, or MySQL server, for tests: its own directory, socket and loopback port. Ownership:
// owns the process, stops it by pid, and removes the directory. Errors: a text, empty for success.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "store/address/dsn.h"

namespace usersync::test {

class MysqlServer {
 public:
  MysqlServer() = default;
  MysqlServer(const MysqlServer&) = delete;
  MysqlServer& operator=(const MysqlServer&) = delete;
  ~MysqlServer() { remove(); }

  // Starts the server with an empty database "site", unless it runs already; returns why it failed.
  std::string start(std::vector<std::string> options = {});
  std::string copy(const MysqlServer& stopped);  // before start(): starts with a copy of its data
  void stop(int signal = 15) noexcept;           // keeps the data for the next start()
  void pause() noexcept;                         // it accepts connections but does not answer until resume()
  void resume() noexcept;
  void remove() noexcept;

  Dsn dsn(std::string scheme = "mysql+unix") const;  // as root, over the socket
  Dsn tcp_dsn() const;                               // the same over 127.0.0.1
  std::string socket() const { return directory_ + "/s"; }
  std::uint16_t port() const noexcept { return port_; }
  const std::string& directory() const noexcept { return directory_; }

  // Runs SQL as root on a connection of its own; the first column of the last row, or "error <number>".
  std::string sql(const std::string& statements, const std::string& database = "site") const;
  std::string status(const std::string& name) const;  // one of the server's own counters
  // Ends the oldest connection of a user. Uses one connection: a full server keeps one for root.
  bool kill_oldest(const std::string& user) const;

 private:
  bool make_directory();
  std::string ask(const std::string& statements, const std::string& database, std::size_t column) const;

  std::string directory_;
  std::uint16_t port_ = 0;
  pid_t pid_ = 0;
  pid_t owner_ = 0;  // forked children leave the server running
};

bool mariadb_under_test();  // false: MySQL

// Shared by rules and unit tests; stopped at exit.
MysqlServer& shared_mysql_server();

}  // namespace usersync::test
