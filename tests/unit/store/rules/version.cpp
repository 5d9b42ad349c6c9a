// Rule W3: a grant has the version it read, and the store refuses a stale one. Rule W8: after fork().
#include <unistd.h>

#include <csignal>

#include "unit/store/rules/rules.h"

namespace usersync::test {
namespace {

// A grant that lost its lock without release(), as a slow request does. A lease runs out; any other lock is
// released with a first write.
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

RULE("rule W3: the grant of a new session has version 0, that of an existing one its version") {
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

RULE("rule W3: acquiring does not change the record") {
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

RULE("rule W3a: the holder of the lock may write repeatedly, each time with a new version") {
  const RecordName name = fresh_name();
  Worker worker(bench);
  auto held = worker.acquire(name);
  CHECK(worker.write(held.grant, "one") == Code::ok);
  const Version first = held.grant.version();
  CHECK(worker.write(held.grant, "two") == Code::ok);
  CHECK(held.grant.version() != first);
  CHECK(worker.get(name) == "two");
}

RULE("rule W3a: the holder of the lock may write although the version has changed") {
  const RecordName name = fresh_name();
  Worker holder(bench), unlocked(bench);
  auto held = holder.acquire(name);
  auto other = unlocked.acquire(name, lock_none());
  REQUIRE(unlocked.write(other.grant, "without a lock") == Code::ok);
  CHECK(holder.write(held.grant, "with one") == Code::ok);
  CHECK(unlocked.get(name) == "with one");
}

RULE(
    "rule W3b: without the lock, a grant may write while the lock is free and the version is the one it "
    "knows") {
  const RecordName name = fresh_name();
  Worker worker(bench);
  auto late = without_lock(bench, worker, name);
  CHECK(worker.write(late.grant, "second") == Code::ok);
  CHECK(worker.write(late.grant, "third") == Code::ok);
  CHECK(worker.get(name) == "third");
  CHECK(Worker(bench).refused(name, at_once()) == Code::ok);
}

RULE("rule W3b: a grant without the lock may write after another request held the lock and wrote nothing") {
  const RecordName name = fresh_name();
  Worker worker(bench), other(bench);
  auto late = without_lock(bench, worker, name);
  CHECK(other.refused(name, patient()) == Code::ok);
  CHECK(worker.write(late.grant, "second") == Code::ok);
  CHECK(worker.get(name) == "second");
}

RULE("rule W3b: without the lock, a grant cannot write while another request holds the lock") {
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

RULE("rule W3b: without the lock, a grant cannot overwrite a later write of another request") {
  const RecordName name = fresh_name();
  Worker worker(bench), other(bench);
  auto late = without_lock(bench, worker, name);
  other.put(name, "successor");
  CHECK(worker.write(late.grant, "stale") == Code::conflict);
  CHECK(worker.touch(late.grant, "stale") == Code::conflict);
  CHECK(worker.get(name) == "successor");
}

RULE("rule W3b: without the lock, a grant cannot bring back an expired record") {
  const RecordName name = fresh_name();
  Worker worker(bench);
  auto held = worker.acquire(name);
  REQUIRE(worker.write(held.grant, "first", After::release, Seconds{1}) == Code::ok);
  bench.pass(Seconds{2});
  CHECK(worker.write(held.grant, "stale") == Code::conflict);
  CHECK(worker.touch(held.grant, "stale") == Code::conflict);
  CHECK(worker.get(name) == "(absent)");
}

RULE("rule W3: a destroyed session is absent at once, and destroying it again succeeds") {
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
  CHECK(holder.write(held.grant, "brought back") == Code::conflict);
  CHECK(holder.touch(held.grant, "brought back") == Code::conflict);
  CHECK(holder.write(held.grant, "brought back", After::release) == Code::conflict);
  CHECK(other.get(name) == "(absent)");
}

RULE("rule W3: after a destroy, the holder of a session that was never stored cannot write it") {
  const RecordName name = fresh_name();
  Worker holder(bench), other(bench);
  auto held = holder.acquire(name);
  CHECK(other.destroy(name) == Code::ok);
  CHECK(holder.write(held.grant, "brought back") == Code::conflict);
  CHECK(other.get(name) == "(absent)");
}

RULE("rule W3: after a destroy, a grant without its lock cannot write") {
  const RecordName name = fresh_name();
  Worker worker(bench), other(bench);
  auto late = without_lock(bench, worker, name);
  CHECK(other.destroy(name) == Code::ok);
  CHECK(worker.write(late.grant, "brought back") == Code::conflict);
  CHECK(worker.touch(late.grant, "brought back") == Code::conflict);
  CHECK(other.get(name) == "(absent)");
}

RULE("rule W3: a request that acquires after the destroy may store a new session under the name") {
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

RULE("rule W3: a second destroy stops the request that acquired after the first") {
  const RecordName name = fresh_name();
  Worker worker(bench), other(bench);
  worker.put(name, "one");
  REQUIRE(other.destroy(name) == Code::ok);
  auto later = worker.acquire(name);
  REQUIRE(other.destroy(name) == Code::ok);
  CHECK(worker.write(later.grant, "brought back") == Code::conflict);
  CHECK(other.get(name) == "(absent)");
}

RULE("rule W3: a waiter that gets the lock after the destroy may store a new session") {
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
    if (acquired->record) return 2;  // the destroyed session has to be absent
    return store->write(acquired->grant, view_of("new session"), kLong, After::release).ok() ? 0 : 3;
  });
  REQUIRE(eventually([&] { return *arrived == 1; }));
  system_clock().pause(std::chrono::milliseconds{150});
  REQUIRE(other.destroy(name) == Code::ok);
  CHECK(holder.write(held.grant, "brought back", After::release) == Code::conflict);
  holder.store().release(held.grant);
  CHECK(waits.result() == 0);
  CHECK(other.get(name) == "new session");
}

RULE("rule W3: a tombstone ends when its lifetime has passed") {
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

// A tombstone of one second, for the grant and for the destroy alike.
Terms brief_tombstone(Terms terms) {
  terms.tombstone = Seconds{1};
  return terms;
}

RULE(
    "rule W3: a grant that outlives the tombstone cannot bring a destroyed session back, with or without a "
    "lock") {
  for (const Terms& terms : {brief_tombstone(patient()), brief_tombstone(lock_none())}) {
    const RecordName name = fresh_name();
    Worker worker(bench), other(bench);
    worker.put(name, "one");
    auto held = worker.acquire(name, terms);
    REQUIRE(other.store().destroy(name, terms).ok());
    bench.pass(Seconds{2});
    const Status renewed = worker.store().renew(held.grant, terms);
    REQUIRE_FALSE(renewed.ok());
    CHECK(renewed.error().code == Code::conflict);
    CHECK(worker.touch(held.grant, "brought back") == Code::conflict);
    CHECK(worker.write(held.grant, "brought back") == Code::conflict);
    CHECK(other.get(name) == "(absent)");
  }
}

RULE("rule W3: a grant that wrote and was renewed cannot bring a destroyed session back either") {
  const RecordName name = fresh_name();
  Worker worker(bench), other(bench);
  const Terms terms = brief_tombstone(patient());
  auto held = worker.acquire(name, terms);
  REQUIRE(worker.write(held.grant, "one") == Code::ok);
  bench.pass(Seconds{2});
  REQUIRE(worker.store().renew(held.grant, terms).ok());
  REQUIRE(other.store().destroy(name, terms).ok());
  bench.pass(Seconds{2});
  CHECK(worker.write(held.grant, "brought back") == Code::conflict);
  CHECK(other.get(name) == "(absent)");
}

RULE("rule W3: a grant of any age may write while its record is stored, and when it never read one") {
  Worker worker(bench);
  const Terms terms = brief_tombstone(patient());
  const RecordName stored = fresh_name(), missing = fresh_name();
  worker.put(stored, "one");
  auto old = worker.acquire(stored, terms), fresh = worker.acquire(missing, terms);
  bench.pass(Seconds{2});
  CHECK(worker.write(old.grant, "two") == Code::ok);
  CHECK(worker.write(fresh.grant, "new") == Code::ok);
  CHECK(worker.get(stored) == "two");
  CHECK(worker.get(missing) == "new");
}

RULE("rule W3: renew() of a destroyed session is a conflict") {
  const RecordName name = fresh_name();
  Worker worker(bench), other(bench);
  worker.put(name, "one");
  auto held = worker.acquire(name);
  REQUIRE(other.destroy(name) == Code::ok);
  const Status renewed = worker.store().renew(held.grant, patient());
  REQUIRE_FALSE(renewed.ok());
  CHECK(renewed.error().code == Code::conflict);
}

RULE("rule W3: a conflict changes neither the grant's version nor the lock") {
  const RecordName name = fresh_name();
  Worker holder(bench), other(bench);
  auto held = holder.acquire(name);
  const Version before = held.grant.version();
  REQUIRE(other.destroy(name) == Code::ok);
  REQUIRE(holder.write(held.grant, "brought back") == Code::conflict);
  CHECK(held.grant.version() == before);
  CHECK(other.refused(name, at_once()) == Code::lock_timeout);
  holder.store().release(held.grant);
  CHECK(other.refused(name, waiting(Seconds{2})) == Code::ok);
}

RULE("rule W3 with lock=unlocked: a request does not wait, and the last write wins") {
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

RULE("rule W3 with lock=unlocked: writes that replaced a newer version are counted") {
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

RULE("rule W3 with lock=unlocked: a write never replaces a tombstone that is newer than the grant") {
  const RecordName name = fresh_name();
  Worker worker(bench), other(bench);
  worker.put(name, "one");
  auto before = worker.acquire(name, lock_none());
  REQUIRE(other.destroy(name) == Code::ok);
  CHECK(worker.write(before.grant, "brought back") == Code::conflict);
  CHECK(worker.touch(before.grant, "brought back") == Code::conflict);
  CHECK(other.get(name) == "(absent)");
  auto after = worker.acquire(name, lock_none());
  CHECK(worker.write(after.grant, "new session") == Code::ok);
  CHECK(other.get(name) == "new session");
}

RULE("rule W8: a forked child cannot write, touch, renew or release what its parent holds") {
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

RULE(
    "rule W8: a child that closes its copy of the parent's store leaves the parent's lock and connection "
    "alone") {
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

RULE("rule W8: a child never uses its parent's connection: its call fails, or opens a new connection") {
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
  if (bench.lease_based()) return;  // the lease ends it
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
