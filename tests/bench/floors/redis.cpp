// The least that a locked cycle costs with Redis: redis <socket> <bytes> <cycles> [unchanged]. Two trips of a
// bare client that knows what it will be answered: [SET NX PX + GET], and [SETEX + EVALSHA unlock], or the
// unlock alone.
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <string>

#include "floor.h"

namespace {

int connect_to(const char* path) {
  const int socket_fd = socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path, sizeof(address.sun_path) - 1);
  must(connect(socket_fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0, "connect");
  return socket_fd;
}

template <class... Words>
std::string command(const Words&... words) {
  std::string text = "*" + std::to_string(sizeof...(words)) + "\r\n";
  const auto add = [&](const std::string& word) {
    text += "$" + std::to_string(word.size()) + "\r\n" + word + "\r\n";
  };
  (add(words), ...);
  return text;
}

void send_all(int socket_fd, const std::string& text) {
  for (std::size_t sent = 0; sent < text.size();) {
    const ssize_t n = write(socket_fd, text.data() + sent, text.size() - sent);
    must(n > 0, "write");
    sent += static_cast<std::size_t>(n);
  }
}

// Reads what is expected, and compares its start: "+OK", a length, a number.
void expect(int socket_fd, const std::string& start, std::size_t size, std::string& buffer) {
  buffer.resize(size);
  for (std::size_t got = 0; got < size;) {
    const ssize_t n = read(socket_fd, buffer.data() + got, size - got);
    must(n > 0, "read");
    got += static_cast<std::size_t>(n);
  }
  must(buffer.compare(0, start.size(), start) == 0, buffer.c_str());
}

std::string load_unlock(int socket_fd, std::string& buffer) {
  send_all(socket_fd, command("SCRIPT", "LOAD",
                              "if redis.call('get',KEYS[1])==ARGV[1] then return redis.call('del',KEYS[1]) "
                              "else return 0 end"));
  expect(socket_fd, "$40", 5 + 42, buffer);
  return buffer.substr(5, 40);
}

}  // namespace

int main(int count, char** arguments) {
  const int server = connect_to(arguments[1]);
  const std::string record(std::atoi(arguments[2]), 'x');
  const bool changed = count < 5;
  std::string buffer;
  const std::string unlock = command("EVALSHA", load_unlock(server, buffer), "1", "{floor}:l", "token");
  const std::string store = command("SETEX", "{floor}:d", "1440", record);
  send_all(server, store);
  expect(server, "+OK", 5, buffer);

  const std::string acquire =
      command("SET", "{floor}:l", "token", "NX", "PX", "60000") + command("GET", "{floor}:d");
  const std::string read_back = "+OK\r\n$" + std::to_string(record.size()) + "\r\n";
  const std::string stored = changed ? "+OK\r\n:1\r\n" : ":1\r\n";
  const std::string commit = changed ? store + unlock : unlock;
  print_cycles(std::atoi(arguments[3]), [&] {
    send_all(server, acquire);
    expect(server, read_back, read_back.size() + record.size() + 2, buffer);
    send_all(server, commit);
    expect(server, stored, stored.size(), buffer);
  });
  close(server);
  return 0;
}
