#include "mysql_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "store/mysql/client/connection.h"
#include "unit/store/process.h"

namespace usersync::test {
namespace {

pid_t spawn(const std::vector<std::string>& command, const std::string& log) {
  std::vector<char*> arguments;
  for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const pid_t pid = fork();
  if (pid != 0) return pid;
  prctl(PR_SET_PDEATHSIG, SIGKILL);  // so that a killed test leaves no server behind
  const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  dup2(out, 1);
  dup2(out, 2);
  execvp(arguments[0], arguments.data());
  _exit(127);
}

int wait_for(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// The machine's mariadbd, or the program that MYSQL_SERVER names: MySQL when it is called mysqld, else a
// mariadbd with its own mariadb-install-db in the same directory.
std::string program() {
  const char* const other = std::getenv("MYSQL_SERVER");
  return other != nullptr ? other : "mariadbd";
}

// The last lines: the log is removed along with its directory.
std::string end_of(const std::string& log) {
  std::ifstream file(log);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  return text.substr(text.size() - std::min<std::size_t>(text.size(), 600));
}

std::string make_data(const std::string& directory) {
  const std::string data = "--datadir=" + directory + "/data", log = directory + "/install.log";
  std::vector<std::string> command{program(), "--no-defaults", "--user=root", data, "--initialize-insecure"};
  if (mariadb_under_test()) {
    const std::string path = std::filesystem::path(program()).replace_filename("mariadb-install-db");
    command = {path,
               "--no-defaults",
               "--user=root",
               data,
               "--auth-root-authentication-method=normal",
               "--skip-test-db",
               "--skip-name-resolve"};
  }
  return wait_for(spawn(command, log)) == 0 ? std::string{}
                                            : command[0] + " is missing or failed: " + end_of(log);
}

std::uint16_t free_port() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  bind(fd, reinterpret_cast<sockaddr*>(&address), size);
  getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  close(fd);
  return ntohs(address.sin_port);
}

}  // namespace

bool MysqlServer::make_directory() {
  char name[] = "/tmp/usersync-mysql-XXXXXX";
  if (mkdtemp(name) == nullptr) return false;
  directory_ = name;
  port_ = free_port();
  owner_ = getpid();
  return true;
}

std::string MysqlServer::copy(const MysqlServer& stopped) {
  if (!make_directory()) return "no temporary directory";
  std::error_code failed;
  std::filesystem::copy(stopped.directory() + "/data", directory_ + "/data",
                        std::filesystem::copy_options::recursive, failed);
  return failed ? failed.message() : std::string{};
}

std::string MysqlServer::start(std::vector<std::string> options) {
  if (pid_ != 0) return {};
  if (directory_.empty()) {
    if (!make_directory()) return "no temporary directory";
    if (std::string trouble = make_data(directory_); !trouble.empty()) return trouble;
  }
  std::vector<std::string> command{program(),
                                   "--no-defaults",
                                   "--user=root",
                                   "--datadir=" + directory_ + "/data",
                                   "--socket=" + socket(),
                                   "--pid-file=" + directory_ + "/pid",
                                   "--bind-address=127.0.0.1",
                                   "--port=" + std::to_string(port_),
                                   "--skip-name-resolve",
                                   "--skip-log-bin",
                                   "--innodb-buffer-pool-size=64M",
                                   "--loose-innodb-log-file-size=96M",
                                   "--innodb-flush-log-at-trx-commit=2",
                                   "--max-allowed-packet=64M",
                                   "--max-connections=200"};
  command.insert(command.end(), options.begin(), options.end());
  pid_ = spawn(command, directory_ + "/server.log");
  const bool ready = eventually([&] { return sql("SELECT 1", "") == "1"; });
  if (!ready) {
    stop(SIGKILL);  // else the next start() would think that it runs
    return program() + " did not start: " + end_of(directory_ + "/server.log");
  }
  sql("CREATE DATABASE IF NOT EXISTS site", "");
  return {};
}

void MysqlServer::stop(int signal) noexcept {
  if (pid_ == 0 || owner_ != getpid()) return;
  kill(pid_, signal);
  wait_for(pid_);
  pid_ = 0;
}

// Waits until it has stopped: a thread of the server may still answer after the signal was sent.
void MysqlServer::pause() noexcept {
  kill(pid_, SIGSTOP);
  waitpid(pid_, nullptr, WUNTRACED);
}
void MysqlServer::resume() noexcept { kill(pid_, SIGCONT); }

void MysqlServer::remove() noexcept {
  if (owner_ != getpid()) return;
  stop();
  std::error_code ignored;
  if (!directory_.empty()) std::filesystem::remove_all(directory_, ignored);
}

Dsn MysqlServer::dsn(std::string scheme) const {
  Dsn dsn;
  dsn.scheme = std::move(scheme);
  dsn.path = socket();
  dsn.params = {{"database", "site"}, {"user", "root"}};
  return dsn;
}

Dsn MysqlServer::tcp_dsn() const {
  Dsn dsn;
  dsn.scheme = "mysql";
  dsn.user = "root";
  dsn.endpoints = {{"127.0.0.1", port_}};
  dsn.path = "/site";
  return dsn;
}

std::string MysqlServer::sql(const std::string& statements, const std::string& database) const {
  return ask(statements, database, 0);
}

std::string MysqlServer::ask(const std::string& statements, const std::string& database,
                             std::size_t column) const {
  MysqlAddress address;
  address.socket = socket();
  address.user = "root";
  address.database = database;
  const Wait wait{Deadline(system_clock(), Seconds{20})};
  auto connection = MysqlConnection::open(address, wait, Seconds{10}, {}, {});
  if (!connection) return "error " + std::to_string(connection.error().native);
  std::string answer;
  auto done = (*connection)->query(statements, wait, [&](std::size_t, const MysqlRow& row) {
    answer = row.text(column);
  });
  return done ? answer : "error " + std::to_string(done.error().native);
}

std::string MysqlServer::status(const std::string& name) const {
  return ask("SHOW GLOBAL STATUS LIKE '" + name + "'", "", 1);
}

bool MysqlServer::kill_oldest(const std::string& user) const {
  return sql("SELECT CONCAT('KILL ',MIN(id)) INTO @kill FROM information_schema.PROCESSLIST WHERE user='" +
             user + "';PREPARE kills FROM @kill; EXECUTE kills")
      .empty();
}

bool mariadb_under_test() { return !program().ends_with("/mysqld"); }

MysqlServer& shared_mysql_server() {
  static MysqlServer server;
  return server;
}

}  // namespace usersync::test
