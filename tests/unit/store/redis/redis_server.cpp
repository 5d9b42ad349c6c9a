#include "redis_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "unit/store/process.h"
#include "wire/resp_reader.h"
#include "wire/resp_writer.h"
#include "wire/socket.h"

namespace usersync::test {
namespace {

std::string text_of_reply(const Reply& reply) {
  switch (reply.kind) {
    case Reply::Kind::nil:
      return "(nil)";
    case Reply::Kind::integer:
      return std::to_string(reply.integer);
    case Reply::Kind::array:
      break;
    default:
      return std::string(reply.text());
  }
  std::string joined;
  for (const Reply& one : reply.elements) joined += (joined.empty() ? "" : " ") + text_of_reply(one);
  return joined;
}

// The installed one, unless REDIS_SERVER names another.
std::string program() {
  const char* const other = std::getenv("REDIS_SERVER");
  return other != nullptr ? other : "redis-server";
}

}  // namespace

std::string RedisServer::make_directory() {
  owner_ = getpid();
  if (!directory_.empty()) return {};
  char name[] = "/tmp/usersync-redis-XXXXXX";
  if (mkdtemp(name) == nullptr) return "no temporary directory";
  directory_ = name;
  return {};
}

std::string RedisServer::start(const std::vector<std::string>& options) {
  if (std::string trouble = make_directory(); !trouble.empty()) return trouble;
  std::vector<std::string> words = {program(),  "--port", "0", "--unixsocket", socket(), "--dir",
                                    directory_, "--save", "",  "--appendonly", "no",     "--daemonize",
                                    "no"};
  words.insert(words.end(), options.begin(), options.end());
  return run(std::move(words));
}

std::string RedisServer::start_sentinel(int port, int primary, int quorum, const std::string& more) {
  if (std::string trouble = make_directory(); !trouble.empty()) return trouble;
  const std::string file = directory_ + "/sentinel.conf";
  std::ofstream(file) << "port " << port << "\nbind 127.0.0.1\nunixsocket " << socket() << "\ndir "
                      << directory_ << "\nsentinel monitor main 127.0.0.1 " << primary << ' ' << quorum
                      << "\nsentinel down-after-milliseconds main 500\nsentinel failover-timeout main 2000\n"
                      << more << "\n";
  return run({program(), file, "--sentinel"});
}

std::string RedisServer::run(std::vector<std::string> words) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  std::filesystem::remove(socket());
  pid_ = fork();
  if (pid_ == 0) {
    const int log = open((directory_ + "/log").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    dup2(log, STDOUT_FILENO);
    dup2(log, STDERR_FILENO);
    execvp(arguments[0], arguments.data());
    _exit(127);
  }
  const bool up = eventually([&] {
    if (waitpid(pid_, nullptr, WNOHANG) == pid_) return pid_ = 0, true;
    return ask({"PING"}) != "(no server)";
  });
  return up && pid_ > 0 ? std::string{} : program() + " does not start (see " + directory_ + "/log)";
}

void RedisServer::stop() noexcept {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = 0;
}

void RedisServer::freeze() const noexcept {
  ::kill(pid_, SIGSTOP);
  waitpid(pid_, nullptr, WUNTRACED);
}

void RedisServer::thaw() const noexcept { ::kill(pid_, SIGCONT); }

RedisServer::~RedisServer() {
  if (owner_ != getpid()) return;  // a forked child stops nothing
  stop();
  std::error_code ignored;
  if (!directory_.empty()) std::filesystem::remove_all(directory_, ignored);
}

Dsn RedisServer::dsn() const {
  Dsn dsn;
  dsn.scheme = "redis+unix";
  dsn.path = socket();
  return dsn;
}

std::string RedisServer::ask(const std::vector<std::string>& words) const {
  const Wait wait{{system_clock(), Seconds{10}}};
  auto stream = Socket::connect_unix(socket(), wait);
  if (!stream) return "(no server)";
  RespWriter command;
  command.command(words.size());
  for (const std::string& word : words) command.arg(word);
  std::vector<View> pieces;
  command.pieces(0, 1, pieces);
  if (!(*stream)->write(pieces, wait)) return "(no server)";
  const auto reader = std::make_unique<RespReader>();
  Reply reply;
  return reader->read(reply, **stream, wait).ok() ? text_of_reply(reply) : "(no server)";
}

int free_port() {
  const int probe = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  bind(probe, reinterpret_cast<sockaddr*>(&address), size);
  getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size);
  close(probe);
  return ntohs(address.sin_port);
}

StoreConfig redis_context(Counters& counters) {
  StoreConfig context;
  context.counters = &counters;
  context.prefix = "usersync:";
  return context;
}

}  // namespace usersync::test
