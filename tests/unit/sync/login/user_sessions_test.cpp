#include "crypto/names.h"
#include "logins_test.h"

using namespace usersync;
using namespace usersync::test;

namespace {

constexpr const char* kSid = "AAECAwQFBgcICQoLDA0ODw";

Code code_of(IndexedSite& site, NewLogin wanted) {
  const IndexContext context = site.context();
  const auto bound = UserSessions(context).bind(std::move(wanted));
  return bound ? Code::ok : bound.error().code;
}

}  // namespace

TEST_CASE("who: a login is on its user's list and alive, and in the history") {
  IndexedSite site;
  const std::string sid = site.bound(site.login("alice"));
  CHECK(site.alive(sid));
  const UserRecord record = site.look("alice");
  REQUIRE(record.logins.size() == 1);
  CHECK(record.logins[0].sid == sid);
  REQUIRE(record.events.size() == 1);
  CHECK(record.events[0].what == LoginEvent::What::login);
  CHECK(site.look("bob").logins.empty());
  CHECK(site.store.locked.empty());
}

TEST_CASE("who: no record tells in clear whose it is") {
  IndexedSite site;
  (void)site.bound(site.login("alice-in-clear", kSid));
  for (const auto& [name, record] : site.store.records) {
    CHECK(text_of(record.data).find("alice") == std::string_view::npos);
    CHECK(text_of(record.data).starts_with("USE"));
  }
}

TEST_CASE("who: the same sid again refreshes its line, a foreign login beside it has one of its own") {
  IndexedSite site;
  (void)site.bound(site.login("alice", kSid));
  site.clock.now += Seconds(10);
  (void)site.bound(site.login("alice", kSid));
  NewLogin foreign = site.login("alice", kSid);
  foreign.login.kind = Login::Kind::foreign;
  foreign.login.foreign_id = "token";
  (void)site.bound(foreign);
  const UserRecord record = site.look("alice");
  REQUIRE(record.logins.size() == 2);
  CHECK(record.logins[0].created == site.clock.wall_seconds() - Seconds(10));
  CHECK(record.logins[0].last_seen == site.clock.wall_seconds());
  CHECK(record.events.size() == 2);  // a refresh is none
}

TEST_CASE("who: a history is erased with the logins or after them, under every key, and can begin again") {
  IndexedSite site;
  const auto erase = [&](const UserSessions::Which& which) {
    const IndexContext context = site.context();
    const auto ended = UserSessions(context).end(
        "alice", which, {LoginEvent::What::revoked, site.clock.wall_seconds(), {}, {}},
        UserSessions::History::erased);
    REQUIRE(ended.ok());
    return ended->sids.size();
  };
  const std::string kept = site.bound(site.login("alice"));
  site.use(key_text(4) + "\n" + key_text(3));
  const std::string ended = site.bound(site.login("alice"));
  (void)site.bound(site.login("bob"));
  CHECK(erase([&](const Login& login) { return login.sid == ended; }) == 1);
  CHECK(site.look("alice").events.empty());
  CHECK(site.look("alice").logins.size() == 1);
  CHECK(site.alive(kept));
  CHECK(site.look("bob").events.size() == 1);

  CHECK(site.end_all("alice") == 1);
  CHECK(site.look("alice").events.size() == 1);
  CHECK(erase([](const Login&) { return true; }) == 0);  // what an earlier logout left
  CHECK(site.look("alice").events.empty());
  site.clock.now += Seconds(2);
  (void)site.bound(site.login("alice"));
  CHECK(site.look("alice").events.size() == 1);
  CHECK(site.store.locked.empty());
}

TEST_CASE("who: a login that was ended is never bound again, whoever asks") {
  IndexedSite site;
  const std::string sid = site.bound(site.login("alice"));
  CHECK(site.end_all("alice") == 1);
  CHECK_FALSE(site.alive(sid));
  CHECK(code_of(site, site.login("alice", sid)) == Code::logged_out);
  CHECK(code_of(site, site.login("bob", sid)) == Code::logged_out);
  CHECK(site.look("alice").logins.empty());
  CHECK(site.end_all("alice") == 0);
  site.clock.now += kLoginLifetime - Seconds(1);
  CHECK(code_of(site, site.login("alice", sid)) == Code::logged_out);
}

TEST_CASE("who: a sid of another user is refused, and the login stays theirs") {
  IndexedSite site;
  (void)site.bound(site.login("alice", kSid));
  CHECK(code_of(site, site.login("bob", kSid)) == Code::logged_out);
  CHECK(site.look("bob").logins.empty());
  CHECK(site.alive(kSid));
}

TEST_CASE("who: whatever the moment at which a login is ended elsewhere, a bind ends refused or cut") {
  for (int moment = 0; moment < 12; ++moment) {
    IndexedSite site;
    (void)site.bound(site.login("alice"));  // somebody else's browser
    int calls = 0;
    site.store.before = [&](std::string_view) {
      if (calls++ != moment) return;
      // Another server, in between: by its sid, as a logout token would.
      (void)site.store.destroy(RecordName{login_name("site", "usersync:", kSid)},
                               Terms{.tombstone = kLoginLifetime});
    };
    const Code code = code_of(site, site.login("alice", kSid));
    site.store.before = nullptr;
    CAPTURE(moment);
    if (moment >= calls) break;  // every moment was tried
    CHECK((code == Code::logged_out || code == Code::ok));
    CHECK_FALSE(site.alive(kSid));
    if (code == Code::logged_out) CHECK(site.look("alice").logins.size() == 1);
    CHECK(site.store.locked.empty());
  }
}

TEST_CASE(
    "who: whatever the moment at which a user is logged out everywhere, no login from before stays alive") {
  Claims claims;
  claims.iss = kSiteA;
  claims.sub = "7";
  claims.sid = kSid;
  for (const bool linked_before : {false, true}) {
    for (int moment = 0; moment < 20; ++moment) {
      IndexedSite site;
      claims.auth_ms = site.clock.wall().count();
      if (linked_before) {
        Claims first = claims;
        first.sid.back() = 'g';
        (void)site.bound(site.vouched("alice", first));
      }
      int calls = 0;
      bool reached = false;
      site.store.before = [&](std::string_view) {
        if (calls++ != moment) return;
        reached = true;
        const auto held =
            std::exchange(site.store.locked, {});  // it waits for no lock here: as if it came later
        const IndexContext context = site.context();
        auto users = Subjects(context).revoke({"main", kSiteA, "7"}, site.clock.wall().count());
        REQUIRE(users.ok());
        if (held.empty()) {
          for (const std::string& user : *users) (void)site.end_all(user);
        } else {
          site.store.locked = held;
        }
      };
      const Code code = code_of(site, site.vouched("alice", claims));
      site.store.before = nullptr;
      if (!reached) break;
      CAPTURE(linked_before);
      CAPTURE(moment);
      // What a logout that had to wait for the lock does now.
      const IndexContext context = site.context();
      auto users = Subjects(context).look({"main", kSiteA, "7"});
      REQUIRE(users.ok());
      for (const std::string& user : users->users) (void)site.end_all(user);
      CHECK_FALSE(site.alive(kSid));
      CHECK((code == Code::ok || code == Code::logged_out));
    }
  }
}

TEST_CASE("who: a login that began at or before the user's last logout of all is void, a later one is not") {
  IndexedSite site;
  const IndexContext context = site.context();
  REQUIRE(Subjects(context).revoke({"main", kSiteA, "7"}, 5000).ok());
  REQUIRE(Subjects(context).revoke({"main", kSiteA, "7"}, 4000).ok());  // never lowered
  Claims claims;
  claims.iss = kSiteA;
  claims.sub = "7";
  for (const auto& [auth_ms, expected] :
       {std::pair{4999, Code::logged_out}, {5000, Code::logged_out}, {5001, Code::ok}}) {
    claims.sid = to_base64url(Bytes(16, static_cast<std::uint8_t>(auth_ms)));
    claims.auth_ms = auth_ms;
    CHECK(code_of(site, site.vouched("alice", claims)) == expected);
    CHECK(site.alive(claims.sid) == (expected == Code::ok));
  }
  CHECK(site.look("alice").logins.size() == 1);
  claims.iss = kSiteB;  // another site's clock says nothing of it
  claims.auth_ms = 1;
  claims.sid = kSid;
  CHECK(code_of(site, site.vouched("alice", claims)) == Code::ok);
}

TEST_CASE(
    "who: logins of before a change of keys are listed, known and ended; they move at the next change") {
  IndexedSite site(key_text(3));
  const std::string before = site.bound(site.login("alice"));
  const auto old_name = user_name(*site.keys, 0, "site", "usersync:", "alice");
  site.use(key_text(4) + "\n" + key_text(3));
  CHECK(site.look("alice").logins.size() == 1);
  {
    const IndexContext context = site.context();
    const auto user =
        UserSessions(context).user_of(RecordName{login_name("site", "usersync:", before)}, old_name);
    REQUIRE(user.ok());
    CHECK(*user == "alice");
  }
  const std::string after = site.bound(site.login("alice"));
  CHECK(site.look("alice").logins.size() == 2);
  std::array<std::uint8_t, 24> moved;
  std::copy_n(old_name.begin(), moved.size(), moved.begin());
  CHECK_FALSE(site.store.records.contains(moved));
  site.use(key_text(4));
  CHECK(site.look("alice").logins.size() == 2);
  site.use(key_text(4) + "\n" + key_text(3));
  CHECK(site.end_all("alice") == 2);
  CHECK_FALSE(site.alive(before));
  CHECK_FALSE(site.alive(after));
  CHECK(site.store.locked.empty());
}

TEST_CASE("who: the first change of a key ends what lies under the old one, with nothing bound since") {
  IndexedSite site(key_text(3));
  const std::string sid = site.bound(site.login("alice"));
  site.use(key_text(4) + "\n" + key_text(3));
  CHECK(site.end_all("alice") == 1);
  CHECK_FALSE(site.alive(sid));
}

TEST_CASE("who: a record that somebody spoiled is said to be damaged, and what it names can still be ended") {
  IndexedSite site;
  const std::string sid = site.bound(site.login("alice"));
  for (auto& [name, record] : site.store.records) record.data.back() ^= 1;
  const IndexContext context = site.context();
  UserSessions sessions(context);
  CHECK(sessions.look("alice").error().code == Code::tampered);
  CHECK(UserSessions::is_damage(sessions.user_of(sessions.name_of(sid)).error()));
  CHECK(sessions.end_login(sid));
  CHECK_FALSE(site.alive(sid));
}

TEST_CASE("who: unbinding ends the login, unless a foreign one shares it") {
  for (const bool shared : {false, true}) {
    IndexedSite site;
    (void)site.bound(site.login("alice", kSid));
    if (shared) {
      NewLogin foreign = site.login("alice", kSid);
      foreign.login.kind = Login::Kind::foreign;
      foreign.login.foreign_id = "token";
      (void)site.bound(foreign);
    }
    const IndexContext context = site.context();
    UserSessions sessions(context);
    REQUIRE(sessions.unbind("alice", sessions.name_of(kSid),
                            {LoginEvent::What::logout, site.clock.wall_seconds(), {}, {}}));
    CHECK(site.alive(kSid) == shared);
    CHECK(site.look("alice").logins.size() == (shared ? 1 : 0));
    CHECK(site.look("alice").events.front().what == LoginEvent::What::logout);
  }
}

TEST_CASE("who: a store that is down fails by name, and holds no lock") {
  IndexedSite site;
  const std::string sid = site.bound(site.login("alice"));
  site.store.failure = Error{Msg::server_unreachable};
  CHECK(code_of(site, site.login("alice")) == Code::unavailable);
  site.store.failure = {};
  site.store.write_failure = Error{Msg::redis_full};
  CHECK(code_of(site, site.login("alice")) == Code::full);
  site.store.write_failure = {};
  CHECK(site.look("alice").logins.size() == 1);
  CHECK(site.alive(sid));
  CHECK(site.store.locked.empty());
}

TEST_CASE("who: destroying everywhere costs three trips for a thousand logins, binding four") {
  IndexedSite site;
  for (int i = 0; i < 1000; ++i) (void)site.bound(site.login("alice"));
  site.store.calls = {};
  (void)site.bound(site.login("alice"));
  CHECK(site.store.calls.trips() == 4);
  site.store.calls = {};
  CHECK(site.end_all("alice") == 1001);
  CHECK(site.store.calls.trips() == 3);
}
