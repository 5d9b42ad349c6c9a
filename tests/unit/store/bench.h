// What the store rules need from a backend: a way to open it, and a few facts about it. A backend joins by
// deriving from Bench in its own *_rules.cpp and defining one static Registered.
//
//   class RedisBench final : public Bench { … };
//   const Registered redis([] { return std::make_unique<RedisBench>(); });
//
// Servers are started at the first open() of the process that made the bench, and stopped by pid in the
// destructor, which runs at exit. Children of the rules end with _exit, without destructors.
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

  // Starts what must run before any child is forked. Returns an empty string, or the reason why the backend
  // cannot be tested here. The reason is printed, and the project's own CI treats it as a failure.
  virtual std::string prepare() { return {}; }

  // A store with its own connection, for the calling thread. `counters` outlives it.
  virtual std::unique_ptr<Store> open(Counters& counters) = 0;

  // True where a lock is a lease; false where the kernel or the connection ends it with its holder.
  virtual bool lease_based() const = 0;
  virtual bool queues_fifo() const { return true; }  // waiters get the lock in the order of their arrival
  virtual bool collects_in_pages() const { return false; }  // one gc() may not reach all records
  virtual void clear() {}                       // removes other rules' records, where gc() collects in pages
  virtual bool counts() const { return true; }  // census() returns numbers
  virtual std::size_t largest() const { return 16u << 20; }  // bytes of the largest record to try

  // Makes `span` pass for everything that expires. This default waits; a store with an injected clock moves
  // the clock, in every process.
  virtual void pass(Seconds span);
};

class Registered {
 public:
  explicit Registered(std::function<std::unique_ptr<Bench>()> make);
};

const std::vector<std::unique_ptr<Bench>>& benches();  // made on first use, prepared, the usable ones

}  // namespace usersync::test
