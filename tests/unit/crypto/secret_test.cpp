#include "crypto/secret.h"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <sstream>
#include <thread>
#include <vector>

using namespace usersync;

namespace {

Bytes some_key(std::uint8_t seed) {
  Bytes bytes(SecretKey::kLength);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(seed + i);
  return bytes;
}

SecretKey make(std::uint8_t seed) {
  auto key = SecretKey::copy_of(some_key(seed));
  REQUIRE(key.ok());
  return std::move(key).value();
}

// The flags the kernel keeps for the mapping that holds an address: proc(5), smaps.
std::string flags_of(const void* address) {
  std::ifstream smaps("/proc/self/smaps");
  const auto wanted = reinterpret_cast<std::uintptr_t>(address);
  bool inside = false;
  for (std::string line; std::getline(smaps, line);) {
    std::uintptr_t from = 0, to = 0;
    if (std::sscanf(line.c_str(), "%lx-%lx ", &from, &to) == 2) inside = from <= wanted && wanted < to;
    if (inside && line.starts_with("VmFlags:")) return line + " ";
  }
  return {};
}

bool dies_reading(const std::uint8_t* address) {
  const pid_t child = fork();
  if (child == 0) {
    int out[2];
    // The kernel reads on our behalf and says EFAULT where a load of ours would be a signal.
    _exit(pipe(out) == 0 && write(out[1], address, 1) == -1 && errno == EFAULT ? 0 : 1);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

TEST_CASE("nothing can be wiped") {
  wipe(std::span<std::uint8_t>());
  Bytes empty;
  const WipeOnExit wiped(empty);
}

TEST_CASE("a key that cannot be random is refused") {
  for (const int byte : {0, 1, 0xff}) {
    const auto key = SecretKey::copy_of(Bytes(32, static_cast<std::uint8_t>(byte)));
    REQUIRE_FALSE(key.ok());
    CHECK(key.error().code == Code::bad_key);
  }
  Bytes nearly(32, 5);
  nearly[31] = 6;
  CHECK(SecretKey::copy_of(nearly).ok());
}

TEST_CASE("a key has 32 bytes, neither more nor fewer") {
  for (const std::size_t length : {0, 1, 16, 31, 33, 64}) {
    Bytes bytes = some_key(1);
    bytes.resize(length, 9);
    const auto key = SecretKey::copy_of(bytes);
    REQUIRE_FALSE(key.ok());
    CHECK(key.error().code == Code::bad_key);
  }
}

TEST_CASE("the bytes of a key exist once: moving hands them on") {
  SecretKey first = make(1);
  const auto* const where = first.reveal().data();
  SecretKey second = std::move(first);
  CHECK(first.empty());
  CHECK(first.reveal().empty());
  CHECK(second.reveal().data() == where);
  SecretKey third = make(2);
  third = std::move(second);
  CHECK(third.reveal().data() == where);
  CHECK(text_of(third.reveal()) == text_of(some_key(1)));
}

TEST_CASE("a freed key is wiped") {
  const SecretKey neighbour = make(1);  // keeps the block mapped
  const std::uint8_t* where = nullptr;
  {
    const SecretKey key = make(2);
    where = key.reveal().data();
    CHECK(std::memcmp(where, some_key(2).data(), 32) == 0);
  }
  CHECK(std::memcmp(where, Bytes(32).data(), 32) == 0);
  CHECK(text_of(neighbour.reveal()) == text_of(some_key(1)));
}

TEST_CASE("the slot of a freed key serves again") {
  const SecretKey neighbour = make(1);
  const std::uint8_t* where = nullptr;
  { where = make(2).reveal().data(); }
  const SecretKey next = make(3);
  CHECK(next.reveal().data() == where);
}

TEST_CASE("more keys than a block holds are all kept apart") {
  std::vector<SecretKey> keys;
  for (int i = 0; i < 300; ++i) keys.push_back(make(static_cast<std::uint8_t>(i)));
  for (int i = 0; i < 300; ++i) {
    CHECK(text_of(keys[i].reveal()) == text_of(some_key(static_cast<std::uint8_t>(i))));
  }
  for (int i = 0; i < 300; i += 2) keys[i] = SecretKey();
  for (int i = 1; i < 300; i += 2) {
    CHECK(text_of(keys[i].reveal()) == text_of(some_key(static_cast<std::uint8_t>(i))));
  }
}

TEST_CASE("key memory stays out of core dumps") {
  const SecretKey key = make(1);
  CHECK(flags_of(key.reveal().data()).find(" dd ") != std::string::npos);
}

TEST_CASE("key memory lies between pages that cannot be read") {
  const SecretKey key = make(1);
  const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  const auto start = reinterpret_cast<std::uintptr_t>(key.reveal().data()) & ~(page - 1);
  CHECK_FALSE(dies_reading(key.reveal().data()));
  CHECK(dies_reading(reinterpret_cast<const std::uint8_t*>(start - 1)));
  CHECK(dies_reading(reinterpret_cast<const std::uint8_t*>(start + page)));
}

TEST_CASE("a forked child can use the keys, make its own, and free them") {
  SecretKey key = make(1);
  const pid_t child = fork();
  if (child == 0) {
    auto own = SecretKey::copy_of(some_key(2));
    const bool good = own.ok() && text_of(key.reveal()) == text_of(some_key(1));
    key = SecretKey();
    _exit(good ? 0 : 1);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  CHECK(text_of(key.reveal()) == text_of(some_key(1)));
}

TEST_CASE("threads make and free keys at the same time without sharing one") {
  std::vector<std::thread> threads;
  std::array<int, 4> wrong{};
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([t, &wrong] {
      const Bytes mine = some_key(static_cast<std::uint8_t>(60 * t));
      for (int i = 0; i < 2000; ++i) {
        auto key = SecretKey::copy_of(mine);
        if (!key || text_of(key->reveal()) != text_of(mine)) ++wrong[t];
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(wrong == std::array<int, 4>{});
}

TEST_CASE("wipe() leaves zeros, in a string up to its capacity") {
  Bytes bytes = some_key(1);
  wipe(bytes);
  CHECK(bytes == Bytes(32));

  std::string text(100, 'k');
  text.resize(90);
  const char* const where = text.data();
  wipe(text);
  CHECK(text.empty());
  CHECK(text.data() == where);
  CHECK(std::count(where, where + 90, '\0') == 90);

  Bytes scoped = some_key(1);
  { const WipeOnExit wiped(scoped); }
  CHECK(scoped == Bytes(32));
}

TEST_CASE("comparing in constant time finds every difference, also of length") {
  const Bytes key = some_key(1);
  CHECK(equal_in_constant_time(key, some_key(1)));
  CHECK(equal_in_constant_time({}, {}));
  CHECK_FALSE(equal_in_constant_time(key, View(key).first(31)));
  CHECK_FALSE(equal_in_constant_time(key, {}));
  for (std::size_t i = 0; i < key.size(); ++i) {
    Bytes other = key;
    other[i] ^= 0x80;
    CHECK_FALSE(equal_in_constant_time(key, other));
  }
}
