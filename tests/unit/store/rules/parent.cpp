// Rule W9: a record on a leash ends with what it is tied to. And many names destroyed at once.
#include "unit/store/rules/rules.h"

namespace usersync::test {
namespace {

// A session that is tied to a login, both stored.
void put_tied(Worker& worker, const RecordName& session, const RecordName& login,
              std::string_view data = "tied") {
  worker.put(login, "login");
  auto acquired = worker.acquire(session);
  acquired.grant.set_parent(login);
  REQUIRE(worker.write(acquired.grant, data, After::release) == Code::ok);
  worker.store().release(acquired.grant);
}

}  // namespace

RULE("rule W9: a grant brings the leash that the record was stored with") {
  const RecordName session = fresh_name(), login = fresh_name();
  Worker worker(bench), other(bench);
  put_tied(worker, session, login);
  for (Worker* each : {&worker, &other}) {  // one that wrote it, one that never heard of it
    auto acquired = each->acquire(session);
    CHECK(text(acquired.record) == "tied");
    REQUIRE(acquired.grant.parent());
    CHECK(*acquired.grant.parent() == login);
    each->store().release(acquired.grant);
    CHECK(each->get(session) == "tied");
  }
}

RULE("rule W9: a write and a touch keep the leash, and can loosen it") {
  const RecordName session = fresh_name(), login = fresh_name();
  Worker worker(bench);
  put_tied(worker, session, login);
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

RULE("rule W9: what was tied to a destroyed name is absent, and a new session may begin there") {
  const RecordName session = fresh_name(), login = fresh_name();
  Worker worker(bench), fresh(bench);
  put_tied(worker, session, login);
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

RULE("rule W9: without a lock, a cut parent is seen as well") {
  const RecordName session = fresh_name(), login = fresh_name();
  Worker worker(bench), fresh(bench);
  put_tied(worker, session, login);
  CHECK(text(fresh.acquire(session, lock_none()).record) == "tied");
  REQUIRE(worker.destroy(login) == Code::ok);
  CHECK(text(fresh.acquire(session, lock_none()).record) == "(absent)");
  CHECK(text(worker.acquire(session, lock_none()).record) == "(absent)");
}

RULE("rule W9: whoever holds the session when its leash is cut cannot bring it back") {
  const RecordName session = fresh_name(), login = fresh_name();
  Worker holder(bench), other(bench);
  put_tied(other, session, login);
  auto held = holder.acquire(session);
  REQUIRE(text(held.record) == "tied");
  REQUIRE(other.destroy(login) == Code::ok);
  (void)holder.touch(held.grant, "tied");
  (void)holder.write(held.grant, "still here", After::release);
  holder.store().release(held.grant);
  CHECK(holder.get(session) == "(absent)");
  CHECK(other.get(session) == "(absent)");
}

RULE("rule W9: a waiter that is given the lock sees the cut") {
  const RecordName session = fresh_name(), login = fresh_name();
  Worker holder(bench), waiter(bench);
  put_tied(holder, session, login);
  auto held = holder.acquire(session);
  CHECK(waiter.refused(session, at_once()) == Code::lock_timeout);
  REQUIRE(holder.destroy(login) == Code::ok);
  holder.store().release(held.grant);
  CHECK(text(waiter.acquire(session).record) == "(absent)");
}

RULE("rule W9: a name that nothing stands under cuts nothing") {
  const RecordName session = fresh_name(), nothing = fresh_name();
  Worker worker(bench);
  auto acquired = worker.acquire(session);
  acquired.grant.set_parent(nothing);
  REQUIRE(worker.write(acquired.grant, "tied", After::release) == Code::ok);
  worker.store().release(acquired.grant);
  CHECK(worker.get(session) == "tied");
  worker.put(nothing, "something");
  CHECK(worker.get(session) == "tied");
}

RULE("rule W9: a cut parent stays cut for as long as its tombstone lives") {
  const RecordName session = fresh_name(), login = fresh_name();
  Worker worker(bench);
  put_tied(worker, session, login);
  Terms month = patient();
  month.tombstone = Seconds{30 * 86400};
  REQUIRE(worker.store().destroy(login, month).ok());
  Terms minute = patient();
  minute.tombstone = Seconds{1};
  REQUIRE(worker.store().destroy(login, minute).ok());  // a shorter one does not shorten it
  bench.pass(Seconds{2});
  CHECK(worker.get(session) == "(absent)");
}

RULE("many names are destroyed at once, those that nothing stands under too") {
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
