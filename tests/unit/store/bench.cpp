#include "bench.h"

#include <doctest/doctest.h>

#include <cstdio>
#include <cstdlib>

namespace usersync::test {
namespace {

std::vector<std::function<std::unique_ptr<Bench>()>>& makers() {
  static std::vector<std::function<std::unique_ptr<Bench>()>> list;
  return list;
}

std::vector<std::unique_ptr<Bench>> prepare_all() {
  std::vector<std::unique_ptr<Bench>> usable;
  for (const auto& make : makers()) {
    auto bench = make();
    const std::string reason = bench->prepare();
    if (reason.empty()) {
      usable.push_back(std::move(bench));
      continue;
    }
    std::fprintf(stderr, "SKIPPED %s: %s\n", bench->name().c_str(), reason.c_str());
    CHECK_MESSAGE(std::getenv("CI") == nullptr, "a backend is skipped, which CI does not allow: " << reason);
  }
  CHECK_MESSAGE(!usable.empty(), "the store rules have no backend to run over");
  return usable;
}

}  // namespace

void Bench::pass(Seconds span) {
  const Millis until = system_clock().monotonic() + span + Millis{50};
  while (system_clock().monotonic() < until) system_clock().pause(std::chrono::milliseconds{20});
}

Registered::Registered(std::function<std::unique_ptr<Bench>()> make) { makers().push_back(std::move(make)); }

const std::vector<std::unique_ptr<Bench>>& benches() {
  static const auto list = prepare_all();
  return list;
}

}  // namespace usersync::test
