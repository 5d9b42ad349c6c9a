// Rule W3: a grant records the version it read, and the store decides a stale one. Rule W8: after fork.
#include <unistd.h>

#include <csignal>

#include "unit/store/rules/rules.h"

namespace usersync::test {
namespace {

// A grant whose lock is no longer its own although nobody released it: the way a slow request meets rule W3b.
// Where a lock is a lease, it runs out; elsewhere a first write gives it up.
Acquired without_lock(Bench& bench, Worker& worker, const RecordName& name) {
  if (!bench.lease_based()) {
    Acquired acquired = worker.acquire(name);
    REQUIRE(worker.write(acquired.grant, "first", After::release) == Code::ok);
    return acquired;
  }
  worker.put(name, "first");
  Acquired acquired = worker.acquire(name, leased(Seconds{1}));
  bench.pass(Seconds{2});
  return acquired;
}

}  // namespace

RULE("rule W3: a new session is granted at version 0, an existing one at the version it has") {
  const RecordName name = fresh_name();
  Worker worker(bench);
  auto created = worker.acquire(name);
  CHECK(created.grant.version() == 0);
  CHECK(text(created.record) == "(absent)");
  REQUIRE(worker.write(created.grant, "one") == Code::ok);
  const Version written = created.grant.version();
  CHECK(written != 0);
  worker.store().release(created.grant);

  auto again = worker.acquire(name);
  CHECK(again.grant.version() == written);
  REQUIRE(again.record);
  CHECK(again.record->version == written);
  CHECK(text(again.record) == "one");
}

RULE("rule W3: acquiring writes nothing into the record") {
  const RecordName name = fresh_name();
  Worker worker(bench);
  worker.put(name, "one");
  auto first = worker.acquire(name);
  const Version before = first.grant.version();
  worker.store().release(first.grant);
  auto second = worker.acquire(name);
  CHECK(second.grant.version() == before);
  CHECK(worker.get(name) == "one");
}

RULE("rule W3a: the holder of the lock writes as often as it likes, each time a new version") {
  const RecordName name = fresh_name();
  Worker worker(bench);
  auto held = worker.acquire(name);
  CHECK(worker.write(held.grant, "one") == Code::ok);
  const Version first = held.grant.version();
  CHECK(worker.write(held.grant, "two") == Code::ok);
  CHECK(held.grant.version() != first);
  CHECK(worker.get(name) == "two");
}

RULE("rule W3a: the holder of the lock writes even when the version has changed under it") {
  const RecordName name = fresh_name();
  Worker holder(bench), unlocked(bench);
  auto held = holder.acquire(name);
  auto other = unlocked.acquire(name, lock_none());
  REQUIRE(unlocked.write(other.grant, "without a lock") == Code::ok);
  CHECK(holder.write(held.grant, "with one") == Code::ok);
  CHECK(unlocked.get(name) == "with one");
}

RULE(
    "rule W3b: without the lock, a grant still writes while the lock is free and the version the one it "
    "knows") {
  const RecordName name = fresh_name();
  Worker worker(bench);
  auto late = without_lock(bench, worker, name);
  CHECK(worker.write(late.grant, "second") == Code::ok);
  CHECK(worker.write(late.grant, "third") == Code::ok);
  CHECK(worker.get(name) == "third");
  CHECK(Worker(bench).refused(name, at_once()) == Code::ok);
}

RULE("rule W3b: the version decides also after somebody else held the lock and wrote nothing") {
  const RecordName name = fresh_name();
  Worker worker(bench), other(bench);
  auto late = without_lock(bench, worker, name);
  CHECK(other.refused(name, patient()) == Code::ok);
  CHECK(worker.write(late.grant, "second") == Code::ok);
  CHECK(worker.get(name) == "second");
}

RULE("rule W3b: without the lock, a grant loses against whoever holds it now") {
  const RecordName name = fresh_name();
  Worker worker(bench), other(bench);
  auto late = without_lock(bench, worker, name);
  auto held = other.acquire(name);
  CHECK(worker.write(late.grant, "stale") == Code::conflict);
  CHECK(worker.touch(late.grant, "stale") == Code::conflict);
  CHECK(worker.counters().conflicts == 2);
  CHECK(other.get(name) == "first");
  CHECK(other.write(held.grant, "successor") == Code::ok);
  CHECK(other.get(name) == "successor");
}

RULE("rule W3b: without the lock, a grant loses against what somebody else wrote since") {
  const RecordName name = fresh_name();
  Worker worker(bench), other(bench);
  auto late = without_lock(bench, worker, name);
  other.put(name, "successor");
  CHECK(worker.write(late.grant, "stale") == Code::conflict);
  CHECK(worker.touch(late.grant, "stale") == Code::conflict);
  CHECK(worker.get(name) == "successor");
}

RULE("rule W3b: without the lock, a grant cannot bring back what is gone") {
  const RecordName name = fresh_name();
  Worker worker(bench);
  auto held = worker.acquire(name);
  REQUIRE(worker.write(held.grant, "first", After::release, Seconds{1}) == Code::ok);
  bench.pass(Seconds{2});
  CHECK(worker.write(held.grant, "stale") == Code::conflict);
  CHECK(worker.touch(held.grant, "stale") == Code::conflict);
  CHECK(worker.get(name) == "(absent)");
}

RULE("rule W3: a destroyed session is absent at once, and destroying it again is success") {
  const RecordName name = fresh_name();
  Worker worker(bench);
  worker.put(name, "one");
  CHECK(worker.destroy(name) == Code::ok);
  CHECK(worker.get(name) == "(absent)");
  CHECK(worker.destroy(name) == Code::ok);
  CHECK(worker.destroy(fresh_name()) == Code::ok);
}

RULE("rule W3: destroy needs no lock, and the lock's holder cannot bring the session back") {
  const RecordName name = fresh_name();
  Worker holder(bench), other(bench);
  holder.put(name, "one");
  auto held = holder.acquire(name);
  CHECK(other.destroy(name) == Code::ok);
  CHECK(holder.write(held.grant, "resurrected") == Code::conflict);
  CHECK(holder.touch(held.grant, "resurrected") == Code::conflict);
  CHECK(holder.write(held.grant, "resurrected", After::release) == Code::conflict);
  CHECK(other.get(name) == "(absent)");
}

RULE("rule W3: a destroy also beats the holder of a session that was never stored") {
  const RecordName name = fresh_name();
  Worker holder(bench), other(bench);
  auto held = holder.acquire(name);
  CHECK(other.destroy(name) == Code::ok);
  CHECK(holder.write(held.grant, "resurrected") == Code::conflict);
  CHECK(other.get(name) == "(absent)");
}

RULE("rule W3: a destroy beats a grant that has given its lock up") {
  const RecordName name = fresh_name();
  Worker worker(bench), other(bench);
  auto late = without_lock(bench, worker, name);
  CHECK(other.destroy(name) == Code::ok);
  CHECK(worker.write(late.grant, "resurrected") == Code::conflict);
  CHECK(worker.touch(late.grant, "resurrected") == Code::conflict);
  CHECK(other.get(name) == "(absent)");
}

RULE("rule W3: whoever acquires after the destroy stores a new session under the id") {
  const RecordName name = fresh_name();
  Worker worker(bench), other(bench);
  worker.put(name, "one");
  REQUIRE(other.destroy(name) == Code::ok);
  auto later = worker.acquire(name);
  CHECK(later.grant.version() != 0);  // the tombstone's
  CHECK(text(later.record) == "(absent)");
  CHECK(worker.write(later.grant, "new session") == Code::ok);
  CHECK(worker.write(later.grant, "goes on", After::release) == Code::ok);
  CHECK(other.get(name) == "goes on");
}

RULE("rule W3: a second destroy beats whoever acquired after the first") {
  const RecordName name = fresh_name();
  Worker worker(bench), other(bench);
  worker.put(name, "one");
  REQUIRE(other.destroy(name) == Code::ok);
  auto later = worker.acquire(name);
  REQUIRE(other.destroy(name) == Code::ok);
  CHECK(worker.write(later.grant, "resurrected") == Code::conflict);
  CHECK(other.get(name) == "(absent)");
}

RULE("rule W3: a destroy beats who waited before it came only if they were granted before it came") {
  const RecordName name = fresh_name();
  Worker holder(bench), other(bench);
  holder.put(name, "one");
  auto held = holder.acquire(name);
  Shared<std::atomic<int>> arrived;
  Child waits([&] {
    Counters counters;
    const auto store = bench.open(counters);
    ++*arrived;
    auto acquired = store->acquire(name, patient());
    if (!acquired) return 1;
    if (acquired->record) return 2;  // it sees the destroyed session as absent
    return store->write(acquired->grant, view_of("new session"), kLong, After::release).ok() ? 0 : 3;
  });
  REQUIRE(eventually([&] { return *arrived == 1; }));
  system_clock().pause(std::chrono::milliseconds{150});
  REQUIRE(other.destroy(name) == Code::ok);
  CHECK(holder.write(held.grant, "resurrected", After::release) == Code::conflict);
  holder.store().release(held.grant);
  CHECK(waits.result() == 0);
  CHECK(other.get(name) == "new session");
}

RULE("rule W3: a tombstone is forgotten when its time has passed") {
  const RecordName name = fresh_name();
  Worker worker(bench);
  worker.put(name, "one");
  Terms brief;
  brief.tombstone = Seconds{1};
  REQUIRE(worker.store().destroy(name, brief).ok());
  bench.pass(Seconds{2});
  auto later = worker.acquire(name);
  CHECK(later.grant.version() == 0);
  CHECK(worker.write(later.grant, "new session") == Code::ok);
  CHECK(worker.get(name) == "new session");
}

RULE("rule W3: a conflict moves nothing: the grant stays at its version and the lock with its holder") {
  const RecordName name = fresh_name();
  Worker holder(bench), other(bench);
  auto held = holder.acquire(name);
  const Version before = held.grant.version();
  REQUIRE(other.destroy(name) == Code::ok);
  REQUIRE(holder.write(held.grant, "resurrected") == Code::conflict);
  CHECK(held.grant.version() == before);
  CHECK(other.refused(name, at_once()) == Code::lock_timeout);
  holder.store().release(held.grant);
  CHECK(other.refused(name, waiting(Seconds{2})) == Code::ok);
}

RULE("lock=none: does not wait, and the last write wins") {
  const RecordName name = fresh_name();
  Worker first(bench), second(bench), holder(bench);
  const auto held = holder.acquire(name);
  auto one = first.acquire(name, lock_none());
  auto two = second.acquire(name, lock_none());
  CHECK(first.write(one.grant, "first") == Code::ok);
  CHECK(first.counters().overwrites == 0);
  CHECK(second.write(two.grant, "last") == Code::ok);
  CHECK(first.get(name) == "last");
}

RULE("lock=none: counts the writes that replaced a newer version") {
  const RecordName name = fresh_name();
  Worker first(bench), second(bench);
  first.put(name, "zero");
  auto one = first.acquire(name, lock_none());
  auto two = second.acquire(name, lock_none());
  CHECK(first.write(one.grant, "one") == Code::ok);
  CHECK(first.write(one.grant, "two") == Code::ok);
  CHECK(first.counters().overwrites == 0);
  CHECK(second.write(two.grant, "three") == Code::ok);
  CHECK(second.counters().overwrites == 1);
  CHECK(second.write(two.grant, "four") == Code::ok);
  CHECK(second.counters().overwrites == 1);
}

RULE("lock=none: never writes over a tombstone newer than the grant") {
  const RecordName name = fresh_name();
  Worker worker(bench), other(bench);
  worker.put(name, "one");
  auto before = worker.acquire(name, lock_none());
  REQUIRE(other.destroy(name) == Code::ok);
  CHECK(worker.write(before.grant, "resurrected") == Code::conflict);
  CHECK(worker.touch(before.grant, "resurrected") == Code::conflict);
  CHECK(other.get(name) == "(absent)");
  auto after = worker.acquire(name, lock_none());
  CHECK(worker.write(after.grant, "new session") == Code::ok);
  CHECK(other.get(name) == "new session");
}

RULE("rule W8: a forked child neither writes, touches, renews nor releases what its parent holds") {
  const RecordName name = fresh_name();
  Worker worker(bench), other(bench);
  auto held = worker.acquire(name);
  REQUIRE(worker.write(held.grant, "parent") == Code::ok);
  Child child([&] {
    Store& store = worker.store();
    if (store.write(held.grant, view_of("child"), kLong, After::release).error().code != Code::forked)
      return 1;
    if (store.touch(held.grant, view_of("child"), kLong, After::release).error().code != Code::forked)
      return 2;
    if (store.renew(held.grant, patient()).error().code != Code::forked) return 3;
    store.release(held.grant);
    return 0;
  });
  CHECK(child.result() == 0);
  CHECK(other.get(name) == "parent");
  CHECK(other.refused(name, at_once()) == Code::lock_timeout);
  CHECK(worker.write(held.grant, "still the parent's") == Code::ok);
}

RULE("rule W8: a child that closes its copy of the parent's store takes nothing from the parent") {
  const RecordName name = fresh_name();
  Worker worker(bench), other(bench);
  auto held = worker.acquire(name);
  Child child([&] {
    worker.close_store();
    return 0;
  });
  CHECK(child.result() == 0);
  CHECK(other.refused(name, at_once()) == Code::lock_timeout);
  CHECK(worker.write(held.grant, "still works", After::release) == Code::ok);
  CHECK(other.get(name) == "still works");
}

RULE("rule W8: a child never talks on its parent's connection: it is refused, or has its own") {
  const RecordName name = fresh_name(), second = fresh_name();
  Worker worker(bench);
  worker.put(name, "one");
  Child child([&] {
    for (int i = 0; i < 20; ++i) {
      const auto record = worker.store().read(name);
      if (record ? text(*record) != "one" : record.error().code != Code::forked) return 1;
    }
    return 0;
  });
  for (int i = 0; i < 20; ++i) worker.put(second, std::to_string(i));
  CHECK(child.result() == 0);
  CHECK(worker.get(name) == "one");
  CHECK(worker.get(second) == "19");
}

RULE("rule W8: a child that outlives its parent does not keep the parent's lock alive") {
  if (bench.lease_based()) return;  // there the lease ends it
  const RecordName name = fresh_name();
  Worker other(bench);
  Shared<std::atomic<int>> holding, grandchild;
  Child parent([&] {
    Counters counters;
    const auto store = bench.open(counters);
    auto acquired = store->acquire(name, patient());
    if (!acquired) return 1;
    const pid_t pid = fork();
    if (pid == 0) {
      for (;;) pause();
    }
    *grandchild = pid;
    *holding = 1;
    for (;;) pause();
  });
  REQUIRE(eventually([&] { return *holding == 1; }));
  CHECK(other.refused(name, at_once()) == Code::lock_timeout);
  parent.kill();
  CHECK(other.refused(name, waiting(Seconds{3})) == Code::ok);
  ::kill(*grandchild, SIGKILL);
}

}  // namespace usersync::test
