// What the store rules are written with: names, terms, and a Worker that makes requests.
#pragma once

#include <doctest/doctest.h>

#include <string>

#include "unit/store/bench.h"
#include "unit/store/process.h"

namespace usersync::test {

inline constexpr Seconds kLong{1440};  // a session's usual lifetime

RecordName fresh_name();  // random, so that rules do not share records
NonceName fresh_nonce();

Terms patient();               // waits ten seconds
Terms at_once();               // does not wait
Terms lock_none();             // takes no lock
Terms waiting(Millis budget);  // waits that long
Terms leased(Seconds lease);   // patient, with a short lease

// One worker with a store of its own, and short forms of what its requests do.
class Worker {
 public:
  explicit Worker(Bench& bench) : store_(bench.open(counters_)) {}

  Store& store() noexcept { return *store_; }
  const Counters& counters() const noexcept { return counters_; }
  void close_store() noexcept { store_.reset(); }

  Acquired acquire(const RecordName& name, const Terms& terms = patient());  // must succeed
  Code refused(const RecordName& name, const Terms& terms);                  // Code::ok when it was not
  Code write(Grant& grant, std::string_view data, After after = After::keep_lock, Seconds lifetime = kLong);
  Code touch(Grant& grant, std::string_view data, After after = After::keep_lock, Seconds lifetime = kLong);
  Code destroy(const RecordName& name);
  void put(const RecordName& name, std::string_view data, Seconds lifetime = kLong);  // a whole request
  std::string get(const RecordName& name);  // "(absent)" when absent

 private:
  Counters counters_;
  std::unique_ptr<Store> store_;
};

std::string text(const std::optional<Record>& record);  // "(absent)" when empty

}  // namespace usersync::test

// A rule is a sentence and a body that runs once for each backend, as a subcase named after it:
// `unit -sc=sqlite*` runs one backend, `unit -tc='rule W3*'` one rule.
#define USERSYNC_RULE_(function, sentence)                  \
  static void function(::usersync::test::Bench& bench);     \
  TEST_CASE(sentence) {                                     \
    for (const auto& bench : ::usersync::test::benches()) { \
      SUBCASE(bench->name().c_str()) { function(*bench); }  \
    }                                                       \
  }                                                         \
  static void function([[maybe_unused]] ::usersync::test::Bench& bench)
#define RULE(sentence) USERSYNC_RULE_(DOCTEST_ANONYMOUS(rule_), sentence)
