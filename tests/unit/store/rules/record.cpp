// Rule W4: records. Rule W5: collecting. Rule W6: one-time names.
#include <unistd.h>

#include <numeric>

#include "unit/store/rules/rules.h"

namespace usersync::test {
namespace {

std::string patterned(std::size_t size) {
  std::string bytes(size, '\0');
  std::uint32_t state = 2463534242u;  // xorshift32: every byte value, no period that fits a page
  for (auto& byte : bytes) {
    state ^= state << 13, state ^= state >> 17, state ^= state << 5;
    byte = static_cast<char>(state);
  }
  return bytes;
}

// Removes the expired records of earlier rules, so that the counts below are exact.
void collect_all(Store& store) {
  for (;;) {
    const auto removed = store.gc(1000);
    REQUIRE(removed.ok());
    if (*removed == 0) return;
  }
}

}  // namespace

RULE("rule W4: another process reads the last write") {
  const RecordName name = fresh_name();
  Worker worker(bench);
  for (const char* value : {"one", "two", "three"}) {
    worker.put(name, value);
    Child child([&] {
      Counters counters;
      const auto store = bench.open(counters);
      const auto record = store->read(name);
      return record.ok() && text(*record) == value ? 0 : 1;
    });
    CHECK(child.result() == 0);
  }
}

RULE("rule W4: a kept connection reads the later write of another process") {
  const RecordName name = fresh_name();
  Worker reader(bench);
  CHECK(reader.get(name) == "(absent)");
  for (const char* value : {"one", "two"}) {
    Child child([&] {
      Counters counters;
      const auto store = bench.open(counters);
      auto acquired = store->acquire(name, patient());
      if (!acquired) return 1;
      return store->write(acquired->grant, view_of(value), kLong, After::release).ok() ? 0 : 2;
    });
    CHECK(child.result() == 0);
    CHECK(reader.get(name) == value);
  }
}

RULE("rule W4: a missing record is not an error") {
  Worker worker(bench);
  CHECK(worker.get(fresh_name()) == "(absent)");
  CHECK(text(worker.acquire(fresh_name()).record) == "(absent)");
  CHECK(text(worker.acquire(fresh_name(), lock_none()).record) == "(absent)");
}

RULE("rule W4: records keep every byte, from an empty record to the largest") {
  Worker worker(bench), other(bench);
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{255}, std::size_t{4096},
                                 std::size_t{70'000}, bench.largest()}) {
    CAPTURE(size);
    const RecordName name = fresh_name();
    const std::string value = patterned(size);
    worker.put(name, value);
    CHECK((other.get(name) == value));
    CHECK((text(other.acquire(name).record) == value));
  }
}

RULE("rule W4: an empty record is not absent") {
  const RecordName name = fresh_name();
  Worker worker(bench);
  worker.put(name, "");
  const auto record = worker.store().read(name);
  REQUIRE(record.ok());
  REQUIRE(record->has_value());
  CHECK((*record)->data.empty());
  CHECK((*record)->version != 0);
}

RULE("rule W4: a record grows and shrinks") {
  const RecordName name = fresh_name();
  Worker worker(bench);
  for (const std::size_t size : {10, 200'000, 3, 0, 5000}) {
    const std::string value = patterned(size);
    worker.put(name, value);
    CHECK((worker.get(name) == value));
  }
}

RULE("rule W4: a record has its remaining lifetime") {
  const RecordName name = fresh_name();
  Worker worker(bench);
  worker.put(name, "one", Seconds{100});
  auto acquired = worker.acquire(name);
  REQUIRE(acquired.record);
  CHECK(acquired.record->remaining <= Seconds{100});
  CHECK(acquired.record->remaining >= Seconds{90});
}

RULE("rule W4: an expired record is absent at once to read() and acquire(), and can be stored again") {
  const RecordName name = fresh_name();
  Worker worker(bench);
  worker.put(name, "one", Seconds{1});
  CHECK(worker.get(name) == "one");
  bench.pass(Seconds{2});
  CHECK(worker.get(name) == "(absent)");
  auto acquired = worker.acquire(name);
  CHECK(text(acquired.record) == "(absent)");
  CHECK(acquired.grant.version() == 0);
  CHECK(worker.write(acquired.grant, "two", After::release) == Code::ok);
  CHECK(worker.get(name) == "two");
}

RULE("rule W4: touch moves the expiry and keeps the data") {
  const RecordName name = fresh_name();
  Worker worker(bench);
  worker.put(name, "one", Seconds{3});
  auto acquired = worker.acquire(name);
  CHECK(worker.touch(acquired.grant, "one", After::release, Seconds{500}) == Code::ok);
  const auto record = worker.store().read(name);
  REQUIRE(record.ok());
  REQUIRE(record->has_value());
  CHECK((*record)->remaining > Seconds{400});
  CHECK(text(*record) == "one");
}

RULE("rule W4: touch creates the record when it is missing or expired while its lock was held") {
  const RecordName name = fresh_name(), expiring = fresh_name();
  Worker worker(bench);
  auto acquired = worker.acquire(name);
  CHECK(worker.touch(acquired.grant, "kept by the caller", After::release) == Code::ok);
  CHECK(acquired.grant.version() != 0);
  CHECK(worker.get(name) == "kept by the caller");

  worker.put(expiring, "one", Seconds{1});
  auto held = worker.acquire(expiring);
  bench.pass(Seconds{2});
  CHECK(worker.touch(held.grant, "kept by the caller", After::release) == Code::ok);
  CHECK(worker.get(expiring) == "kept by the caller");
}

RULE("rule W4: after a touch the same grant can still write, and so can the next one") {
  const RecordName name = fresh_name();
  Worker worker(bench);
  worker.put(name, "one");
  auto acquired = worker.acquire(name);
  CHECK(worker.touch(acquired.grant, "one", After::release) == Code::ok);
  CHECK(worker.write(acquired.grant, "two") == Code::ok);  // by its version: rule W3b
  worker.store().release(acquired.grant);
  worker.put(name, "three");
  CHECK(worker.get(name) == "three");
}

RULE("rule W4: the counters count the bytes that were read and written") {
  const RecordName name = fresh_name();
  Worker worker(bench);
  worker.put(name, "12345");
  CHECK(worker.counters().bytes_written == 5);
  CHECK(worker.get(name) == "12345");
  CHECK(worker.counters().bytes_read == 5);
}

RULE("rule W5: gc removes at most its limit and returns the exact number") {
  Worker worker(bench);
  bench.clear();
  collect_all(worker.store());
  const auto collected_before = worker.counters().collected;
  const RecordName living = fresh_name();
  worker.put(living, "lives");
  for (int i = 0; i < 7; ++i) worker.put(fresh_name(), "dies", Seconds{1});
  CHECK(worker.store().gc(1000).value() == 0);
  bench.pass(Seconds{2});
  if (!worker.store().needs_collecting()) {
    CHECK(worker.store().gc(5).value() == 0);  // the server removes them by itself
  } else {
    std::vector<std::int64_t> passes;
    for (int pass = 0; pass < (bench.collects_in_pages() ? 60 : 3); ++pass) {
      passes.push_back(worker.store().gc(5).value());
      CHECK(passes.back() <= 5);
    }
    if (!bench.collects_in_pages()) CHECK(passes == std::vector<std::int64_t>{5, 2, 0});
    CHECK(std::accumulate(passes.begin(), passes.end(), std::int64_t{0}) == 7);
    CHECK(worker.counters().collected - collected_before == 7);
  }
  CHECK(worker.get(living) == "lives");
}

RULE("rule W5: gc does not wait for a lock, and does not count tombstones") {
  Worker worker(bench), holder(bench);
  bench.clear();
  collect_all(worker.store());
  const RecordName held_name = fresh_name(), destroyed = fresh_name();
  worker.put(held_name, "held", Seconds{1});
  worker.put(destroyed, "destroyed");
  Terms brief;
  brief.tombstone = Seconds{1};
  REQUIRE(worker.store().destroy(destroyed, brief).ok());
  auto held = holder.acquire(held_name);
  bench.pass(Seconds{2});
  CHECK(worker.store().gc(1000).value() == (worker.store().needs_collecting() ? 1 : 0));
  CHECK(holder.write(held.grant, "goes on") == Code::ok);
  CHECK(worker.get(held_name) == "goes on");
}

RULE("rule W5: gc_in_passing() removes only expired records, at most its limit each time, and counts them") {
  Worker worker(bench);
  bench.clear();
  collect_all(worker.store());
  if (!worker.store().needs_collecting()) return worker.store().gc_in_passing(5);
  const RecordName living = fresh_name();
  worker.put(living, "lives");
  std::vector<RecordName> dying;
  for (int i = 0; i < 7; ++i) worker.put(dying.emplace_back(fresh_name()), "dies", Seconds{1});
  bench.pass(Seconds{2});
  const auto before = worker.counters().collected;
  std::uint64_t collected = 0;
  for (int pass = 0; pass < 5000 && collected < 7; ++pass) {
    worker.store().gc_in_passing(5);
    CHECK(worker.get(living) == "lives");  // reads the pending reply
    const auto now = worker.counters().collected - before;
    CHECK(now <= collected + 5);
    collected = now;
  }
  CHECK(collected == 7);
  CHECK(worker.store().gc(1000).value() == 0);
  for (const RecordName& name : dying) CHECK(worker.get(name) == "(absent)");
}

RULE("rule W5: census() counts live, expired and destroyed records, or returns no number") {
  Worker worker(bench);
  bench.clear();
  collect_all(worker.store());
  const auto before = worker.store().census();
  for (int i = 0; i < 3; ++i) worker.put(fresh_name(), "lives");
  for (int i = 0; i < 2; ++i) worker.put(fresh_name(), "dies", Seconds{1});
  const RecordName destroyed = fresh_name();
  worker.put(destroyed, "destroyed");
  CHECK(worker.destroy(destroyed) == Code::ok);
  bench.pass(Seconds{2});
  const auto after = worker.store().census();
  REQUIRE(before.ok());
  REQUIRE(after.ok());
  if (!bench.counts()) {
    CHECK_FALSE(after->exact);
    CHECK_FALSE((after->live || after->expired || after->tombstones || after->bytes));
    return;
  }
  CHECK(before->exact);
  CHECK(after->exact);
  // Records of other rules may have expired meanwhile, so only the sum is certain.
  CHECK(*after->live + *after->expired == *before->live + *before->expired + 5);
  CHECK(*after->live >= 3);
  CHECK(*after->expired >= 2);
  CHECK(*after->tombstones == *before->tombstones + 1);
  CHECK(*after->bytes > 0);
}

RULE("rule W6: a one-time name is consumed once") {
  Worker worker(bench), other(bench);
  const NonceName nonce = fresh_nonce();
  CHECK(worker.store().consume_nonce(nonce, Seconds{60}).value());
  CHECK_FALSE(worker.store().consume_nonce(nonce, Seconds{60}).value());
  CHECK_FALSE(other.store().consume_nonce(nonce, Seconds{60}).value());
  CHECK(other.store().consume_nonce(fresh_nonce(), Seconds{60}).value());
}

RULE("rule W6: among many processes exactly one consumes it") {
  const NonceName nonce = fresh_nonce();
  constexpr int kProcesses = 32;
  Shared<std::atomic<int>> ready, won, failed;
  std::vector<Child> children;
  for (int i = 0; i < kProcesses; ++i) {
    children.emplace_back([&] {
      Counters counters;
      const auto store = bench.open(counters);
      ++*ready;
      while (*ready < kProcesses) usleep(100);
      const auto consumed = store->consume_nonce(nonce, Seconds{60});
      if (!consumed) {
        ++*failed;
      } else if (*consumed) {
        ++*won;
      }
      return 0;
    });
  }
  for (auto& child : children) CHECK(child.result() == 0);
  CHECK(*failed == 0);
  CHECK(*won == 1);
}

RULE("rule W6: a consumed name is free again when its lifetime has passed") {
  Worker worker(bench);
  const NonceName nonce = fresh_nonce();
  CHECK(worker.store().consume_nonce(nonce, Seconds{1}).value());
  bench.pass(Seconds{2});
  CHECK(worker.store().consume_nonce(nonce, Seconds{60}).value());
}

}  // namespace usersync::test
