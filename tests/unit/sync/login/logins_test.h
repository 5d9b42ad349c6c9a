// A site with an index of who is logged in where, in memory and by the test's clock.
#pragma once

#include "crypto/names.h"
#include "sync/login/logout.h"
#include "unit/session/memory_store.h"
#include "unit/sync/sync_test.h"

namespace usersync::test {

struct IndexedSite {
  explicit IndexedSite(const std::string& ring = key_text(3), Millis offset = Millis(0)) {
    clock.now += offset;
    store.clock = &clock;
    use(ring);
  }
  void use(const std::string& ring) {
    keys = std::move(TenantKeys::derive(*Keyring::from_text(ring), "site")).value();
  }
  IndexContext context() {
    Terms terms;
    terms.wait = Millis(0);
    return {store, *keys, "site", "usersync:", terms, kLoginLifetime, clock, system_random()};
  }
  NewLogin login(std::string_view user, std::string_view sid = {}) {
    NewLogin wanted;
    wanted.user = user;
    wanted.login.sid = sid;
    wanted.login.end = clock.wall_seconds() + kLoginLifetime;
    wanted.login.client.network = "main";
    return wanted;
  }
  // As from a token of `issuer`.
  NewLogin vouched(std::string_view user, const Claims& claims) {
    NewLogin wanted = login(user, claims.sid);
    wanted.login.issuer = claims.iss;
    wanted.login.subject = claims.sub;
    wanted.login.auth_ms = *claims.auth_ms;
    return wanted;
  }
  std::string bound(NewLogin wanted) {
    const IndexContext here = context();
    auto done = UserSessions(here).bind(std::move(wanted));
    REQUIRE_MESSAGE(done.ok(), (done ? "" : described(done.error())));
    return done->sid;
  }
  UserRecord look(std::string_view user) {
    const IndexContext here = context();
    auto record = UserSessions(here).look(user);
    REQUIRE(record.ok());
    return *record;
  }
  bool alive(std::string_view sid) {
    return store.read(RecordName{login_name("site", "usersync:", sid)})->has_value();
  }
  std::size_t end_all(std::string_view user) {
    const IndexContext here = context();
    auto ended = UserSessions(here).end(user, [](const Login&) { return true; },
                                        {LoginEvent::What::revoked, clock.wall_seconds(), {}, {}});
    REQUIRE(ended.ok());
    return ended->sids.size();
  }

  FixedClock clock;
  MemoryStore store;
  std::unique_ptr<TenantKeys> keys;
};

}  // namespace usersync::test
