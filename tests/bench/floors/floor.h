// What the floors share: the clock around one cycle, and the two lines that tests/bench/harness.sh reads.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

inline void must(bool good, const char* what) {
  if (good) return;
  std::fprintf(stderr, "%s failed\n", what);
  std::exit(1);
}

// What a cycle stores: sealed records, so each differs from the one before in every part. A store that
// notices what did not change must not find anything.
class Records {
 public:
  explicit Records(std::size_t size) : records_(8, std::string(size, ' ')) {
    std::mt19937 random(1);
    for (std::string& record : records_) {
      for (char& byte : record) byte = static_cast<char>(random());
    }
  }
  std::string& next() { return records_[++at_ % records_.size()]; }

 private:
  std::vector<std::string> records_;
  std::size_t at_ = 0;
};

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
