// What a locked session cycle over Redis costs at least, and what the store makes of it.
//
//   redis_floor /path/of/redis.sock [rounds]
//
// Raw is the floor of docs/architecture.md: a bare blocking client, one write and one read a trip, [SET NX PX
// + GET] and [SETEX + EVALSHA unlock]. Store is acquire + write, or acquire + release, through Store. Median
// microseconds a cycle; rounds are interleaved, so that both meet the same weather. Pin both ends to one CPU:
// taskset -c 0. Asserts nothing.
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "store/redis/redis.h"
#include "wire/sha1.h"

namespace usersync {
namespace {

constexpr int kCycles = 2000;
constexpr char kUnlock[] =
    "if redis.call('get',KEYS[1])==ARGV[1] then return redis.call('del',KEYS[1]) else return 0 end";
constexpr Sha1Hex kUnlockSha = sha1_hex(kUnlock);

[[noreturn]] void die(const char* what) {
  std::perror(what);
  std::exit(1);
}

// Knows what it will be answered, and reads exactly that: nothing can be barer.
class Raw {
 public:
  explicit Raw(const char* path) : socket_(socket(AF_UNIX, SOCK_STREAM, 0)), buffer_(1 << 20) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path, sizeof address.sun_path - 1);
    if (connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) die("connect");
    say(command({"SCRIPT", "LOAD", kUnlock}));
    hear(47);  // "$40", forty letters
  }
  ~Raw() { close(socket_); }

  void prepare(std::size_t size) {
    const std::string data(size, 'x');
    lock_ = command({"SET", "floor:l", "0123456789012345678901", "NX", "PX", "60000"}) +
            command({"GET", "floor:d"});
    const std::string unlock = command({"EVALSHA", std::string(kUnlockSha.data(), kUnlockSha.size()), "1",
                                        "floor:l", "0123456789012345678901"});
    changed_ = command({"SETEX", "floor:d", "1440", data}) + unlock;
    unchanged_ = unlock;
    say(command({"SETEX", "floor:d", "1440", data}));
    hear(5);
    locked_ = 5 + 1 + std::to_string(size).size() + 2 + size + 2;
  }
  void changed() { say(lock_), hear(locked_), say(changed_), hear(9); }
  void unchanged() { say(lock_), hear(locked_), say(unchanged_), hear(4); }

 private:
  static std::string command(const std::vector<std::string>& words) {
    std::string text = "*" + std::to_string(words.size()) + "\r\n";
    for (const auto& word : words) text += "$" + std::to_string(word.size()) + "\r\n" + word + "\r\n";
    return text;
  }
  void say(const std::string& text) {
    for (std::size_t sent = 0; sent < text.size();) {
      const ssize_t more = send(socket_, text.data() + sent, text.size() - sent, 0);
      if (more <= 0) die("send");
      sent += static_cast<std::size_t>(more);
    }
  }
  void hear(std::size_t bytes) {
    for (std::size_t got = 0; got < bytes;) {
      const ssize_t more = recv(socket_, buffer_.data() + got, buffer_.size() - got, 0);
      if (more <= 0) die("recv");
      got += static_cast<std::size_t>(more);
    }
  }

  int socket_;
  std::vector<char> buffer_;
  std::string lock_, changed_, unchanged_;
  std::size_t locked_ = 0;
};

class Ours {
 public:
  explicit Ours(const char* path) {
    Dsn dsn;
    dsn.scheme = "redis+unix";
    dsn.path = path;
    StoreConfig context;
    context.counters = &counters_;
    context.prefix = "usersync:";
    auto opened = open_redis(dsn, context);
    if (!opened) std::exit(1);
    store_ = std::move(*opened);
  }
  void prepare(std::size_t size) {
    data_.assign(size, 'x');
    changed();
  }
  void changed() {
    auto acquired = take();
    if (!store_->write(acquired.grant, data_, Seconds{1440}, After::release)) std::exit(1);
    give_back(acquired);
  }
  void unchanged() {
    auto acquired = take();
    store_->release(acquired.grant);
    give_back(acquired);
  }

 private:
  Acquired take() {
    auto acquired = store_->acquire(RecordName{}, terms_);
    if (!acquired) std::exit(1);
    return std::move(*acquired);
  }
  void give_back(Acquired& acquired) {
    if (acquired.record) store_->recycle(std::move(acquired.record->data));
  }
  Counters counters_;
  std::unique_ptr<Store> store_;
  Terms terms_;
  Bytes data_;
};

double median_of(const std::function<void()>& cycle) {
  std::vector<double> times;
  for (int i = 0; i < kCycles; ++i) {
    const auto started = std::chrono::steady_clock::now();
    cycle();
    times.push_back(
        std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - started).count());
  }
  std::nth_element(times.begin(), times.begin() + kCycles / 2, times.end());
  return times[kCycles / 2];
}

double middle(std::vector<double> all) {
  std::sort(all.begin(), all.end());
  return all[all.size() / 2];
}

}  // namespace
}  // namespace usersync

int main(int count, char** arguments) {
  using namespace usersync;
  if (count < 2) {
    std::fprintf(stderr, "usage: redis_floor /path/of/redis.sock [rounds]\n");
    return 2;
  }
  const int rounds = count > 2 ? std::max(std::atoi(arguments[2]), 1) : 5;
  char machine[64] = "";
  gethostname(machine, sizeof machine - 1);
  Raw raw(arguments[1]);
  Ours ours(arguments[1]);
  std::printf("%s, median of %d interleaved rounds of %d cycles, microseconds\n", machine, rounds, kCycles);
  std::printf("%10s %14s %14s %14s %14s\n", "bytes", "raw changed", "store changed", "raw unchanged",
              "store unchanged");
  for (const std::size_t size : {std::size_t{1024}, std::size_t{10240}, std::size_t{102400}}) {
    raw.prepare(size);
    ours.prepare(size);
    std::vector<double> times[4];
    for (int round = 0; round < rounds; ++round) {
      times[0].push_back(median_of([&] { raw.changed(); }));
      times[1].push_back(median_of([&] { ours.changed(); }));
      times[2].push_back(median_of([&] { raw.unchanged(); }));
      times[3].push_back(median_of([&] { ours.unchanged(); }));
    }
    std::printf("%10zu %14.1f %14.1f %14.1f %14.1f\n", size, middle(times[0]), middle(times[1]),
                middle(times[2]), middle(times[3]));
  }
  return 0;
}
