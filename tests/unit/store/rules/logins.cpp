// What the index of logins needs from every store: a few calls end a login and every session whose parent it
// is.
#include "crypto/names.h"
#include "sync/login/logout.h"
#include "unit/store/counting_store.h"
#include "unit/store/process.h"
#include "unit/store/rules/rules.h"
#include "wire/base64url.h"

namespace usersync::test {
namespace {

constexpr const char* kFirst = "k3.local.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
constexpr const char* kSecond = "k3.local.HwECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

struct Index {
  Index(Worker& worker, const std::string& ring)
      : store(worker.store()), keys(std::move(*TenantKeys::derive(*Keyring::from_text(ring), "tenant"))) {
    std::array<std::uint8_t, 8> random;
    REQUIRE(system_random().fill(random).ok());
    prefix = to_base64url(random);  // rules do not share users
  }
  IndexContext context() { return {store, *keys, "tenant", prefix, patient(), kLoginLifetime}; }

  BoundLogin bind(std::string_view user) {
    NewLogin wanted;
    wanted.user = user;
    wanted.login.end = system_clock().wall_seconds() + kLoginLifetime;
    const IndexContext here = context();
    auto bound = UserSessions(here).bind(std::move(wanted));
    if (!bound) FAIL("bind: " << described(bound.error()) << " " << std::string(bound.error().where()));
    return *bound;
  }
  std::size_t end_all(std::string_view user) {
    const IndexContext here = context();
    auto ended = UserSessions(here).end(user, [](const Login&) { return true; },
                                        {LoginEvent::What::revoked, system_clock().wall_seconds(), {}, {}});
    if (!ended) FAIL("end: " << described(ended.error()) << " " << std::string(ended.error().where()));
    return ended->sids.size();
  }

  CountingStore store;
  std::unique_ptr<TenantKeys> keys;
  std::string prefix;
};

void put_child(Worker& worker, const RecordName& session, const RecordName& login) {
  auto acquired = worker.acquire(session);
  acquired.grant.set_parent(login);
  REQUIRE(worker.write(acquired.grant, "child", After::release) == Code::ok);
  worker.store().release(acquired.grant);
}

}  // namespace

RULE(
    "logins: after a logout everywhere of a user with 1000 sessions, made of three calls, none is readable") {
  Worker worker(bench), other(bench);
  Index index(worker, kFirst);
  // The index holds a thousand lines: each line is written into it once, the first and the last through
  // bind().
  const BoundLogin first = index.bind("alice");
  std::vector<RecordName> sessions, logins;
  const IndexContext context = index.context();
  std::vector<RecordName> names{RecordName{}};
  const auto mac = user_name(*index.keys, 0, "tenant", index.prefix, "alice");
  std::copy_n(mac.begin(), names[0].bytes.size(), names[0].bytes.begin());
  {
    KeyedRecord stored(index.store, *index.keys, system_random(), "user", names);
    auto plaintexts = stored.acquire(patient());
    REQUIRE(plaintexts.ok());
    auto record = UserRecord::decode(plaintexts->front());
    REQUIRE(record.ok());
    while (record->logins.size() < 1000) {
      Login login = record->logins.front();
      Bytes sid(16);
      REQUIRE(system_random().fill(sid).ok());
      login.sid = to_base64url(sid);
      record->logins.push_back(login);
    }
    for (const Login& login : record->logins) logins.push_back(UserSessions(context).name_of(login.sid));
    REQUIRE(stored.write(record->encode(), kLoginLifetime, patient()).ok());
  }
  for (const RecordName& login : logins) {
    sessions.push_back(fresh_name());
    if (login != first.login) worker.put(login, "login");
    put_child(worker, sessions.back(), login);
  }
  index.store.calls = 0;
  CHECK(index.end_all("alice") == 1000);
  CHECK(index.store.calls <= 3);
  std::size_t readable = 0;
  for (const RecordName& session : sessions) readable += other.get(session) != "(absent)" ? 1 : 0;
  CHECK(readable == 0);
  CHECK(index.end_all("alice") == 0);
}

RULE("logins: ending a login that was bound under another key of the keyring ends its sessions") {
  Worker worker(bench);
  Index index(worker, kFirst);
  const RecordName session = fresh_name();
  put_child(worker, session, index.bind("alice").login);
  index.keys =
      std::move(*TenantKeys::derive(*Keyring::from_text(std::string(kSecond) + "\n" + kFirst), "tenant"));
  CHECK(worker.get(session) == "child");
  CHECK(index.end_all("alice") == 1);
  CHECK(worker.get(session) == "(absent)");
  const RecordName next = fresh_name();
  put_child(worker, next, index.bind("alice").login);
  CHECK(index.end_all("alice") == 1);
  CHECK(worker.get(next) == "(absent)");
}

RULE("logins: an ended login cannot be bound again, by any request or connection") {
  Worker worker(bench), other(bench);
  Index index(worker, kFirst);
  const BoundLogin bound = index.bind("alice");
  REQUIRE(index.end_all("alice") == 1);
  NewLogin again;
  again.user = "alice";
  again.login.sid = bound.sid;
  again.login.end = system_clock().wall_seconds() + kLoginLifetime;
  const IndexContext here = {other.store(), *index.keys, "tenant", index.prefix, patient(), kLoginLifetime};
  const auto refused = UserSessions(here).bind(again);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == Code::logged_out);
}

RULE("logins: processes that bind logins of one user at once lose none of them") {
  constexpr int kProcesses = 4, kEach = 10;
  Worker worker(bench);
  Index index(worker, kFirst);
  std::vector<Child> children;
  for (int i = 0; i < kProcesses; ++i) {
    children.emplace_back([&] {
      Worker mine(bench);
      Index here(mine, kFirst);
      here.prefix = index.prefix;
      for (int j = 0; j < kEach; ++j) (void)here.bind("alice");
      return 0;
    });
  }
  for (Child& child : children) CHECK(child.result() == 0);
  CHECK(index.end_all("alice") == kProcesses * kEach);
}

RULE("logins: of 64 processes that redeem one token at once exactly one succeeds, in each of 100 rounds") {
  constexpr int kProcesses = 64, kRounds = 100;
  struct Tally {
    std::atomic<int> ready{0}, failed{0};
    std::atomic<int> redeemed[kRounds]{};
  };
  Shared<Tally> tally;
  std::vector<NonceName> tokens;
  for (int i = 0; i < kRounds; ++i) tokens.push_back(fresh_nonce());
  std::vector<Child> children;
  for (int i = 0; i < kProcesses; ++i) {
    children.emplace_back([&] {
      Counters counters;
      const auto store = bench.open(counters);
      (void)store->consume_nonce(fresh_nonce(), Seconds{60});  // connects
      ++tally->ready;
      while (tally->ready < kProcesses) system_clock().pause(std::chrono::microseconds(200));
      for (int round = 0; round < kRounds; ++round) {
        const auto first = store->consume_nonce(tokens[round], Seconds{60});
        if (!first) ++tally->failed;
        if (first && *first) ++tally->redeemed[round];
      }
      return 0;
    });
  }
  for (Child& child : children) CHECK(child.result() == 0);
  CHECK(tally->failed == 0);
  for (const auto& redeemed : tally->redeemed) CHECK(redeemed == 1);
}

}  // namespace usersync::test
