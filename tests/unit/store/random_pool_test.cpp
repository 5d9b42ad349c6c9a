#include "store/random_pool.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "unit/store/process.h"

namespace usersync::test {
namespace {

// Every byte is `value`; counts the calls, and fails them while `fails` is set.
class ConstantRandom final : public Random {
 public:
  Status fill(std::span<std::uint8_t> out) noexcept override {
    ++calls;
    if (fails) return Error{Msg::internal_error, "no-random"};
    std::fill(out.begin(), out.end(), value);
    return {};
  }
  int calls = 0;
  std::uint8_t value = 0;
  bool fails = false;
};

}  // namespace

TEST_CASE("random pool: versions and tokens differ, and one system call serves many of them") {
  RandomPool pool(system_random());
  std::set<Version> versions;
  std::set<Grant::Token> tokens;
  for (int i = 0; i < 1000; ++i) {
    versions.insert(pool.version().value());
    tokens.insert(pool.token().value());
  }
  CHECK(versions.size() == 1000);
  CHECK(tokens.size() == 1000);

  ConstantRandom random;
  RandomPool counted(random);
  for (int i = 0; i < 10; ++i) REQUIRE(counted.version().ok());
  CHECK(random.calls == 1);
}

TEST_CASE("random pool: a version is between 1 and 2^63 - 1") {
  ConstantRandom random;
  CHECK(RandomPool(random).version().value() == 1);
  random.value = 0xff;
  CHECK(RandomPool(random).version().value() == (Version{1} << 63) - 1);
}

TEST_CASE("random pool: a forked child never hands out what its parent hands out") {
  RandomPool pool(system_random());
  REQUIRE(pool.version().ok());
  Shared<std::atomic<Version>> childs;
  Child child([&] {
    const auto version = pool.version();
    if (!version) return 1;
    *childs = *version;
    return 0;
  });
  CHECK(child.result() == 0);
  CHECK(pool.version().value() != *childs);
}

TEST_CASE("random pool: a failure of the kernel is returned, and the next call tries again") {
  ConstantRandom random;
  RandomPool pool(random);
  random.fails = true;
  CHECK_FALSE(pool.version().ok());
  CHECK_FALSE(pool.token().ok());
  CHECK_FALSE(pool.byte().ok());
  CHECK(random.calls == 3);
  random.fails = false;
  CHECK(pool.token().ok());
}

}  // namespace usersync::test
