#include "sync/login/logout.h"

#include "crypto/names.h"
#include "logins_test.h"

using namespace usersync;
using namespace usersync::test;

namespace {

// One of two sites, or of a hub and its members, with its own clock.
struct Peer : IndexedSite {
  Peer(const NetworkDraft& draft, Millis offset = Millis(0))
      : IndexedSite(key_text(3), offset), network(made(draft)) {}

  std::string mint(std::string_view audience, Claims claims) {
    GenerateOptions options;
    auto token =
        generate_token(network, audience, std::move(claims), options, token_keys, clock, system_random());
    REQUIRE_MESSAGE(token.ok(), (token ? "" : described(token.error())));
    return *token;
  }
  // What becomes of a login token here: nothing, or why it is refused.
  std::optional<TokenReason> arrive(const std::string& token, std::string_view user = "local") {
    auto opened = open_token(network, token, {}, token_keys, clock);
    REQUIRE_MESSAGE(opened.ok(), (opened ? "" : opened.error().message.data()));
    const auto alive = refuse_logged_out(network, opened->claims, store, keys.get(), "site", "usersync:");
    if (!alive) return alive.error().reason;
    const auto first = consume_token(network, opened->claims, store, clock);
    if (!first) return first.error().reason;
    const IndexContext here = context();
    const auto bound = UserSessions(here).bind(vouched(user, opened->claims));
    if (!bound) return TokenReason::logged_out;
    return std::nullopt;
  }
  std::vector<std::pair<std::string, std::string>> logouts(std::string_view user, std::string_view sid = {}) {
    const UserRecord record = look(user);
    LogoutOf whom{user, sid, &record.logins};
    auto tokens = logout_tokens(network, whom, token_keys, clock, system_random());
    REQUIRE_MESSAGE(tokens.ok(), (tokens ? "" : described(tokens.error())));
    return *tokens;
  }
  Result<LogoutDone> accept(const std::string& token) {
    VerifyOptions how;
    how.purpose = TokenPurpose::logout;
    auto opened = open_token(network, token, how, token_keys, clock);
    REQUIRE_MESSAGE(opened.ok(), (opened ? "" : opened.error().message.data()));
    const IndexContext here = context();
    return accept_logout(network, opened->claims, here);
  }

  Network network;
  TokenKeys token_keys;
};

NetworkDraft draft_of(std::string_view site, std::string_view peer) {
  NetworkDraft draft = pair_draft(site, peer);
  draft.allow_unsolicited = true;
  static const std::string a = kSiteA + "/out", b = "https://b.example/out";
  draft.peers.back().logout_url = peer == kSiteA ? a : b;
  return draft;
}

Claims login_claims(Peer& issuer, std::string_view sid = {}) {
  Claims claims;
  claims.sub = "7";
  claims.sid = sid;
  claims.auth_ms = issuer.clock.wall().count();
  return claims;
}

}  // namespace

TEST_CASE("logout: a token that was minted just before is refused, with the clocks 20 s apart either way") {
  for (const Millis skew : {Millis(-20'000), Millis(0), Millis(20'000)}) {
    for (const bool by_sid : {false, true}) {
      Peer a(draft_of(kSiteA, kSiteB)), b(draft_of(kSiteB, kSiteA), skew);
      const std::string sid = a.bound(a.login("7"));
      const std::string token = a.mint(kSiteB, login_claims(a, sid));
      a.clock.now += Millis(1);
      b.clock.now += Millis(1);
      const auto tokens = a.logouts("7", by_sid ? sid : std::string());
      REQUIRE(tokens.size() == 1);
      CHECK(tokens[0].first == "https://b.example/out");
      REQUIRE(b.accept(tokens[0].second).ok());
      CAPTURE(skew.count());
      CAPTURE(by_sid);
      CHECK(b.arrive(token) == TokenReason::logged_out);
      // Not consumed: what refused it is the logout, again and again.
      CHECK(b.arrive(token) == TokenReason::logged_out);
      // A new login is welcome at once.
      a.clock.now += Millis(1);
      CHECK(b.arrive(a.mint(kSiteB, login_claims(a))) == std::nullopt);
    }
  }
}

TEST_CASE("logout: of all sessions ends those the issuer vouched for and the user's own, and says whose") {
  Peer a(draft_of(kSiteA, kSiteB)), b(draft_of(kSiteB, kSiteA));
  REQUIRE(b.arrive(a.mint(kSiteB, login_claims(a)), "bea") == std::nullopt);
  NewLogin own = b.login("bea");
  own.login.kind = Login::Kind::foreign;
  own.login.foreign_id = "wp-token";
  const std::string local = b.bound(own), strangers = b.bound(b.login("carl"));
  const auto done = b.accept(a.logouts("7")[0].second);
  REQUIRE(done.ok());
  CHECK(done->all);
  CHECK(done->destroyed == 2);
  CHECK(done->users == std::vector<std::string>{"bea"});
  CHECK(done->foreign_ids == std::vector<std::string>{"wp-token"});
  CHECK_FALSE(b.alive(local));
  CHECK(b.alive(strangers));
}

TEST_CASE("logout: of one session leaves the others") {
  Peer a(draft_of(kSiteA, kSiteB)), b(draft_of(kSiteB, kSiteA));
  const std::string one = a.bound(a.login("7")), two = a.bound(a.login("7"));
  REQUIRE(b.arrive(a.mint(kSiteB, login_claims(a, one))) == std::nullopt);
  REQUIRE(b.arrive(a.mint(kSiteB, login_claims(a, two))) == std::nullopt);
  const auto done = b.accept(a.logouts("7", one)[0].second);
  REQUIRE(done.ok());
  CHECK_FALSE(done->all);
  CHECK(done->destroyed == 1);
  CHECK_FALSE(b.alive(one));
  CHECK(b.alive(two));
}

TEST_CASE("logout: the same token again is answered as done, and ends nothing that began since") {
  Peer a(draft_of(kSiteA, kSiteB)), b(draft_of(kSiteB, kSiteA));
  REQUIRE(b.arrive(a.mint(kSiteB, login_claims(a))) == std::nullopt);
  a.clock.now += Millis(1);
  const std::string token = a.logouts("7")[0].second;
  REQUIRE(b.accept(token)->destroyed == 1);
  a.clock.now += Millis(1);
  REQUIRE(b.arrive(a.mint(kSiteB, login_claims(a))) == std::nullopt);
  const std::string local = b.bound(b.login("local"));
  const auto again = b.accept(token);
  REQUIRE(again.ok());
  CHECK(again->destroyed == 0);
  CHECK(b.alive(local));
  CHECK(b.look("local").logins.size() == 2);
}

TEST_CASE("logout: one that broke off in the middle is finished by the next try") {
  for (int moment = 0; moment < 20; ++moment) {
    Peer a(draft_of(kSiteA, kSiteB)), b(draft_of(kSiteB, kSiteA));
    const std::string sid = a.bound(a.login("7"));
    REQUIRE(b.arrive(a.mint(kSiteB, login_claims(a, sid))) == std::nullopt);
    const std::string token = a.logouts("7", moment % 2 == 0 ? sid : std::string())[0].second;
    int calls = 0;
    b.store.before = [&](std::string_view) {
      if (calls++ >= moment / 2) b.store.failure = b.store.write_failure = Error{Msg::server_unreachable};
    };
    const bool done = b.accept(token).ok();
    b.store.before = nullptr;
    b.store.failure = b.store.write_failure = Error{};
    b.store.locked.clear();
    CAPTURE(moment);
    if (!done) REQUIRE(b.accept(token).ok());
    CHECK_FALSE(b.alive(sid));
    CHECK(b.look("local").logins.empty());
  }
}

TEST_CASE("logout: a store that is down accepts no login token") {
  Peer a(draft_of(kSiteA, kSiteB)), b(draft_of(kSiteB, kSiteA));
  auto opened = open_token(b.network, a.mint(kSiteB, login_claims(a)), {}, b.token_keys, b.clock);
  REQUIRE(opened.ok());
  b.store.failure = Error{Msg::server_unreachable};
  for (TenantKeys* const keys : {b.keys.get(), static_cast<TenantKeys*>(nullptr)}) {
    const auto alive = refuse_logged_out(b.network, opened->claims, b.store, keys, "site", "usersync:");
    REQUIRE_FALSE(alive.ok());
    CHECK(alive.error().failure.code == Code::unavailable);
  }
}

TEST_CASE("logout: a login is looked at in two trips before it is claimed, in one without keys") {
  Peer a(draft_of(kSiteA, kSiteB)), b(draft_of(kSiteB, kSiteA));
  auto opened = open_token(b.network, a.mint(kSiteB, login_claims(a)), {}, b.token_keys, b.clock);
  REQUIRE(opened.ok());
  b.store.calls = {};
  REQUIRE(refuse_logged_out(b.network, opened->claims, b.store, b.keys.get(), "site", "usersync:").ok());
  CHECK(b.store.calls.trips() == 2);
  REQUIRE(refuse_logged_out(b.network, opened->claims, b.store, nullptr, "site", "usersync:").ok());
  CHECK(b.store.calls.trips() == 3);
}

TEST_CASE("logout: a member of a network with a hub tells the hub alone, by a login the hub vouched for") {
  const std::string hub = "https://hub.example", other = "https://c.example";
  NetworkDraft draft = pair_draft(kSiteB, hub);
  draft.hub = hub;
  const std::string hub_out = hub + "/out", other_out = other + "/out", key = key_text(9);
  draft.peers.back().logout_url = hub_out;
  NetworkDraft::Peer& third = draft.peers.emplace_back();
  third.url = other;
  third.keys = {key};
  third.may = std::vector<std::string_view>{"logout"};
  third.logout_url = other_out;
  Peer member(draft);
  NewLogin own = member.login("7");
  (void)member.bound(own);
  Claims claims;
  claims.iss = hub;
  claims.sub = "ada";
  claims.sid = "AAECAwQFBgcICQoLDA0ODw";
  claims.auth_ms = 1;
  (void)member.bound(member.vouched("7", claims));
  const auto tokens = member.logouts("7");
  REQUIRE(tokens.size() == 1);
  CHECK(tokens[0].first == hub_out);

  NetworkDraft of_hub = pair_draft(hub, kSiteB);
  of_hub.hub = hub;
  Peer at_hub(of_hub);
  (void)at_hub.bound(at_hub.login("ada", claims.sid));
  const std::string elsewhere = at_hub.bound(at_hub.login("ada"));
  const auto done = at_hub.accept(tokens[0].second);
  REQUIRE(done.ok());
  CHECK(done->users == std::vector<std::string>{"ada"});
  CHECK(done->destroyed == 2);
  CHECK_FALSE(at_hub.alive(elsewhere));
}

TEST_CASE("logout: a sid that was never seen here is refused from then on") {
  Peer a(draft_of(kSiteA, kSiteB)), b(draft_of(kSiteB, kSiteA));
  const std::string sid = a.bound(a.login("7"));
  const auto done = b.accept(a.logouts("7", sid)[0].second);
  REQUIRE(done.ok());
  CHECK(done->users.empty());
  CHECK(b.arrive(a.mint(kSiteB, login_claims(a, sid))) == TokenReason::logged_out);
}
