// A mariadbd, or MySQL, of our own: a private directory, socket and loopback port; started by start(),
// stopped by pid.
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

  // Empty when the server runs with an empty database "site"; else why it does not. Idempotent.
  std::string start(std::vector<std::string> options = {});
  std::string copy(const MysqlServer& stopped);  // before start(): serves what that one served
  void stop(int signal = 15) noexcept;           // keeps the data: start() serves it again
  void pause() noexcept;                         // it accepts, and answers nothing, until resume()
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
  // Ends the oldest connection of that user's, on one connection: a full server has one left for its root.
  bool kill_oldest(const std::string& user) const;

 private:
  bool make_directory();
  std::string ask(const std::string& statements, const std::string& database, std::size_t column) const;

  std::string directory_;
  std::uint16_t port_ = 0;
  pid_t pid_ = 0;
  pid_t owner_ = 0;  // children made by fork leave the server alone
};

bool mariadb_under_test();  // false: MySQL

// The one that rules and units share, started at first use, stopped at exit.
MysqlServer& shared_mysql_server();

}  // namespace usersync::test
