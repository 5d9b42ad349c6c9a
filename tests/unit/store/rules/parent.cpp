// Rule W9: a record with a parent ends with it. Also: many names destroyed at once.
#include "unit/store/rules/rules.h"

namespace usersync::test {
namespace {

// Stores a login, and a session whose parent it is.
void put_child(Worker& worker, const RecordName& session, const RecordName& login,
               std::string_view data = "child") {
  worker.put(login, "login");
  auto acquired = worker.acquire(session);
  acquired.grant.set_parent(login);
  REQUIRE(worker.write(acquired.grant, data, After::release) == Code::ok);
  worker.store().release(acquired.grant);
}

}  // namespace

RULE("rule W9: a grant has the parent that the record was stored with") {
  const RecordName session = fresh_name(), login = fresh_name();
  Worker worker(bench), other(bench);
  put_child(worker, session, login);
  for (Worker* each : {&worker, &other}) {  // the store that wrote it, and one that never read it
    auto acquired = each->acquire(session);
    CHECK(text(acquired.record) == "child");
    REQUIRE(acquired.grant.parent());
    CHECK(*acquired.grant.parent() == login);
    each->store().release(acquired.grant);
    CHECK(each->get(session) == "child");
  }
}

RULE("rule W9: a write and a touch keep the parent, and a write can remove it") {
  const RecordName session = fresh_name(), login = fresh_name();
  Worker worker(bench);
  put_child(worker, session, login);
  auto acquired = worker.acquire(session);
  REQUIRE(worker.write(acquired.grant, "again") == Code::ok);
  REQUIRE(worker.touch(acquired.grant, "again", After::release) == Code::ok);
  worker.store().release(acquired.grant);
  auto read = worker.acquire(session);
  REQUIRE(read.grant.parent());
  CHECK(*read.grant.parent() == login);
  read.grant.set_parent(std::nullopt);
  REQUIRE(worker.write(read.grant, "free", After::release) == Code::ok);
  worker.store().release(read.grant);
  REQUIRE(worker.destroy(login) == Code::ok);
  CHECK(worker.get(session) == "free");
}

RULE("rule W9: a record whose parent was destroyed is absent, and a new session may start under its name") {
  const RecordName session = fresh_name(), login = fresh_name();
  Worker worker(bench), fresh(bench);
  put_child(worker, session, login);
  REQUIRE(worker.destroy(login) == Code::ok);
  for (Worker* each : {&worker, &fresh}) {
    CHECK(each->get(session) == "(absent)");
    auto acquired = each->acquire(session);
    CHECK(text(acquired.record) == "(absent)");
    CHECK_FALSE(acquired.grant.parent());
    each->store().release(acquired.grant);
  }
  auto next = worker.acquire(session);
  REQUIRE(worker.write(next.grant, "new", After::release) == Code::ok);
  worker.store().release(next.grant);
  CHECK(worker.get(session) == "new");
  CHECK(fresh.get(session) == "new");
}

RULE("rule W9: lock=unlocked also sees that the parent was destroyed") {
  const RecordName session = fresh_name(), login = fresh_name();
  Worker worker(bench), fresh(bench);
  put_child(worker, session, login);
  CHECK(text(fresh.acquire(session, lock_none()).record) == "child");
  REQUIRE(worker.destroy(login) == Code::ok);
  CHECK(text(fresh.acquire(session, lock_none()).record) == "(absent)");
  CHECK(text(worker.acquire(session, lock_none()).record) == "(absent)");
}

RULE("rule W9: the holder of a session whose parent is destroyed cannot bring it back") {
  const RecordName session = fresh_name(), login = fresh_name();
  Worker holder(bench), other(bench);
  put_child(other, session, login);
  auto held = holder.acquire(session);
  REQUIRE(text(held.record) == "child");
  REQUIRE(other.destroy(login) == Code::ok);
  (void)holder.touch(held.grant, "child");
  (void)holder.write(held.grant, "still here", After::release);
  holder.store().release(held.grant);
  CHECK(holder.get(session) == "(absent)");
  CHECK(other.get(session) == "(absent)");
}

RULE("rule W9: a waiter that gets the lock sees that the parent was destroyed") {
  const RecordName session = fresh_name(), login = fresh_name();
  Worker holder(bench), waiter(bench);
  put_child(holder, session, login);
  auto held = holder.acquire(session);
  CHECK(waiter.refused(session, at_once()) == Code::lock_timeout);
  REQUIRE(holder.destroy(login) == Code::ok);
  holder.store().release(held.grant);
  CHECK(text(waiter.acquire(session).record) == "(absent)");
}

RULE("rule W9: a parent that was never stored does not make its records absent") {
  const RecordName session = fresh_name(), nothing = fresh_name();
  Worker worker(bench);
  auto acquired = worker.acquire(session);
  acquired.grant.set_parent(nothing);
  REQUIRE(worker.write(acquired.grant, "child", After::release) == Code::ok);
  worker.store().release(acquired.grant);
  CHECK(worker.get(session) == "child");
  worker.put(nothing, "something");
  CHECK(worker.get(session) == "child");
}

RULE("rule W9: records stay absent as long as the tombstone of their parent lives") {
  const RecordName session = fresh_name(), login = fresh_name();
  Worker worker(bench);
  put_child(worker, session, login);
  Terms month = patient();
  month.tombstone = Seconds{30 * 86400};
  REQUIRE(worker.store().destroy(login, month).ok());
  Terms minute = patient();
  minute.tombstone = Seconds{1};
  REQUIRE(worker.store().destroy(login, minute).ok());  // does not shorten the first one
  bench.pass(Seconds{2});
  CHECK(worker.get(session) == "(absent)");
}

RULE("rule W3: many names are destroyed at once, also those without a record") {
  Worker worker(bench), other(bench);
  std::vector<RecordName> names;
  for (int i = 0; i < 300; ++i) names.push_back(fresh_name());
  for (std::size_t i = 0; i < names.size(); i += 100) worker.put(names[i], "there");
  auto held = other.acquire(names[100]);
  REQUIRE(worker.store().destroy_all(names, patient()).ok());
  REQUIRE(worker.store().destroy_all({}, patient()).ok());
  for (std::size_t i = 0; i < names.size(); i += 50) CHECK(other.get(names[i]) == "(absent)");
  CHECK(other.write(held.grant, "too late") == Code::conflict);
  other.store().release(held.grant);
  CHECK(other.get(names[100]) == "(absent)");
}

}  // namespace usersync::test
