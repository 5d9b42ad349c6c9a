// What the floors share: the clock around one cycle, and the two lines that tests/bench/harness.sh reads.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

inline void must(bool good, const char* what) {
  if (good) return;
  std::fprintf(stderr, "%s failed\n", what);
  std::exit(1);
}

template <class Cycle>
void print_cycles(int cycles, Cycle cycle) {
  using clock = std::chrono::steady_clock;
  std::vector<double> took;
  took.reserve(cycles);
  for (int i = -cycles / 10 - 10; i < cycles; ++i) {
    const auto start = clock::now();
    cycle();
    const std::chrono::duration<double, std::micro> one = clock::now() - start;
    if (i >= 0) took.push_back(one.count());
  }
  double sum = 0;
  for (const double one : took) sum += one;
  std::sort(took.begin(), took.end());
  std::printf("us %.3f\nmean %.3f\n", took[took.size() / 2], sum / took.size());
}
