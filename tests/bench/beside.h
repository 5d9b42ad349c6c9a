// Two ways to do one thing, five rounds of each in turn: the median of each and their ratio, as a row of a
// table.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>

namespace usersync::bench {

using Work = std::function<void()>;

inline void must(bool good) {
  if (!good) std::abort();
}

inline double nanoseconds_each(const Work& work, int times) {
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < times; ++i) work();
  const std::chrono::duration<double, std::nano> spent = std::chrono::steady_clock::now() - start;
  return spent.count() / times;
}

inline void compare(const char* name, const Work& ours, const Work& floor, int times) {
  std::array<double, 5> a{}, b{};
  nanoseconds_each(ours, times / 10 + 1);  // warm both
  nanoseconds_each(floor, times / 10 + 1);
  for (std::size_t round = 0; round < a.size(); ++round) {
    a[round] = nanoseconds_each(ours, times);
    b[round] = nanoseconds_each(floor, times);
  }
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  std::printf("%-34s %12.0f %12.0f %8.2f\n", name, a[2], b[2], a[2] / b[2]);
}

}  // namespace usersync::bench
