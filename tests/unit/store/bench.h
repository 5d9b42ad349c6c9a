// What the store rules needs of a backend: a way to open it, and a few facts about its manners. A backend
// joins by deriving from Bench in its own *_rules.cpp and naming one static Registered; nothing else.
//
//   class RedisBench final : public Bench { … };
//   const Registered redis([] { return std::make_unique<RedisBench>(); });
//
// Servers are started at the first open() of the process that made the bench, and stopped by pid in the
// destructor, which runs at exit. Children made by the rules leave by _exit and destroy nothing.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "store/store.h"

namespace usersync::test {

class Bench {
 public:
  virtual ~Bench() = default;
  virtual std::string name() const = 0;

  // Starts what must run before any child is forked. Returns why the backend cannot be tested here, empty
  // when it can: the reason is printed, and the project's own CI treats it as a failure.
  virtual std::string prepare() { return {}; }

  // A store with a connection of its own, for the calling thread of the calling process. `counters` outlives
  // it.
  virtual std::unique_ptr<Store> open(Counters& counters) = 0;

  // True where a lock is a lease with a TTL; false where kernel or connection ends it with its holder.
  virtual bool lease_based() const = 0;
  virtual bool queues_fifo() const { return true; }  // waiters are served in the order in which they came
  virtual bool collects_in_pages() const { return false; }  // one pass of gc may not come to all records
  virtual void clear() {}  // of what other rules left, where gc comes to a page at a time
  virtual bool counts() const { return true; }               // tells how many records there are
  virtual std::size_t largest() const { return 16u << 20; }  // bytes of the largest record to try

  // Lets time pass for everything that expires. The default really waits; a store with an injected clock
  // moves it instead (in every process).
  virtual void pass(Seconds span);
};

class Registered {
 public:
  explicit Registered(std::function<std::unique_ptr<Bench>()> make);
};

const std::vector<std::unique_ptr<Bench>>& benches();  // made on first use, prepared, the usable ones

}  // namespace usersync::test
