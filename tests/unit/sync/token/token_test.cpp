#include "sync/token/token.h"

#include "crypto/names.h"
#include "unit/sync/sync_test.h"

using namespace usersync;
using namespace usersync::test;

namespace {

using Reason = TokenReason;

const std::string kState = "the 32 bytes in this browser's cookie";
const std::string kChallenge = to_base64url(Sha256().add(kState).finish());

Claims user() {
  Claims said;
  said.sub = "7";
  return said;
}

// A mints for B; each with a clock and keys of its own.
struct Pair {
  Network a = made(pair_draft(kSiteA, kSiteB));
  Network b = made(pair_draft(kSiteB, kSiteA));
  TokenKeys keys_a, keys_b;
  FixedClock clock;
  CountingRandom random;

  std::string mint(Claims said = user(), GenerateOptions how = {.challenge = kChallenge}) {
    auto token = generate_token(a, kSiteB, std::move(said), how, keys_a, clock, random);
    REQUIRE_MESSAGE(token.ok(), (token ? "" : described(token.error())));
    return *token;
  }
  Error refusal_to_mint(Claims said, GenerateOptions how = {.challenge = kChallenge}) {
    const auto token = generate_token(a, kSiteB, std::move(said), how, keys_a, clock, random);
    REQUIRE(!token.ok());
    return token.error();
  }

  // A token of A's key that says exactly this.
  std::string seal(std::string_view json, const char* purpose = "login", const char* key = nullptr) {
    auto secret = parse_k3_local(key != nullptr ? key : kPairKey);
    auto paseto = PasetoKey::from(*secret);
    const std::string footer = "{\"kid\":\"" + format_k3_lid(*secret) + "\"}";
    return *(*paseto)->seal(json, footer, "usersync/1\n" + std::string(purpose) + "\nmain\n" + kChallenge,
                            random);
  }

  Result<Verified, Refusal> verify(std::string_view token, VerifyOptions how = {.state = kState}) {
    return open_token(b, token, how, keys_b, clock);
  }
  Reason reason(std::string_view token, VerifyOptions how = {.state = kState}) {
    const auto verified = verify(token, how);
    REQUIRE_MESSAGE(!verified.ok(), "accepted");
    REQUIRE_MESSAGE(!verified.error().failure, described(verified.error().failure));
    REQUIRE(verified.error().message[0] != '\0');
    return verified.error().reason;
  }
  std::string message(std::string_view token, VerifyOptions how = {.state = kState}) {
    return verify(token, how).error().message.data();
  }
};

std::string json_of(const Claims& claims) { return write_claims(claims); }

Claims complete(const FixedClock& clock) {
  Claims claims = user();
  claims.iss = kSiteA;
  claims.aud = kSiteB;
  claims.jti = claims.sid = "AAECAwQFBgcICQoLDA0ODw";
  claims.iat = claims.nbf = std::chrono::floor<Seconds>(clock.now);
  claims.exp = claims.iat + Seconds(60);
  claims.auth_ms = clock.now.count();
  return claims;
}

}  // namespace

TEST_CASE("what one site says, the other reads") {
  Pair pair;
  Claims said = user();
  said.email = "ann@example.org";
  said.email_verified = true;
  said.ext = R"({"roles":["editor"]})";
  const auto verified = pair.verify(pair.mint(said));
  REQUIRE(verified.ok());
  const Claims& claims = verified->claims;
  CHECK(claims.iss == kSiteA);
  CHECK(claims.aud == kSiteB);
  CHECK(claims.sub == "7");
  CHECK(claims.jti.size() == 22);
  CHECK(claims.sid.size() == 22);
  CHECK(claims.sid != claims.jti);
  CHECK(claims.iat == Seconds(1'795'000'000));
  CHECK(claims.nbf == claims.iat);
  CHECK(claims.exp == claims.iat + Seconds(60));
  CHECK(claims.auth_ms == 1'795'000'000'123);
  CHECK(claims.email == "ann@example.org");
  CHECK(claims.email_verified == true);
  CHECK(claims.ext == R"({"roles":["editor"]})");
  CHECK(verified->kid == format_k3_lid(*parse_k3_local(kPairKey)));
  CHECK(!verified->ip_checked);
}

TEST_CASE("a passed sid and time of login are kept, and no two tokens are the same") {
  Pair pair;
  Claims said = user();
  said.sid = "AAECAwQFBgcICQoLDA0ODw";
  said.auth_ms = 1'794'000'000'000;
  const auto first = pair.verify(pair.mint(said)), second = pair.verify(pair.mint(said));
  CHECK(first->claims.sid == said.sid);
  CHECK(first->claims.auth_ms == said.auth_ms);
  CHECK(first->claims.jti != second->claims.jti);
}

TEST_CASE("a logout names the session; of all sessions, it tells when") {
  Pair pair;
  const VerifyOptions how{.purpose = TokenPurpose::logout};
  Claims one;
  one.sid = "AAECAwQFBgcICQoLDA0ODw";
  const auto single = pair.verify(pair.mint(one, {.purpose = TokenPurpose::logout}), how);
  REQUIRE(single.ok());
  CHECK(single->claims.sub.empty());
  CHECK(single->claims.sid == one.sid);
  CHECK(!single->claims.auth_ms);
  const auto all = pair.verify(pair.mint(user(), {.purpose = TokenPurpose::logout}), how);
  REQUIRE(all.ok());
  CHECK(all->claims.sid.empty());
  CHECK(all->claims.auth_ms == pair.clock.now.count());
}

TEST_CASE("what cannot be said is refused before it is signed") {
  Pair pair;
  CHECK(generate_token(pair.a, "https://c.example", user(), {}, pair.keys_a, pair.clock, pair.random)
            .error()
            .code == Code::invalid_argument);
  CHECK(generate_token(pair.a, "nonsense", user(), {}, pair.keys_a, pair.clock, pair.random).error().code ==
        Code::invalid_argument);
  CHECK(generate_token(pair.a, "https://B.example/shop/", user(), {}, pair.keys_a, pair.clock, pair.random)
            .ok());
  CHECK(std::string(pair.refusal_to_mint({}).where()) == "sub");
  CHECK(std::string(pair.refusal_to_mint({}, {.purpose = TokenPurpose::logout}).where()) == "sub, sid");
  Claims odd = user();
  odd.sid = "short";
  CHECK(std::string(pair.refusal_to_mint(odd).where()) == "sid");
  Claims early = user();
  early.auth_ms = pair.clock.now.count() + 30'001;
  CHECK(std::string(pair.refusal_to_mint(early).where()) == "auth_ms");
  early.auth_ms = pair.clock.now.count() + 30'000;
  CHECK(pair.verify(pair.mint(early)).ok());
  Claims latin = user();
  latin.sub = "\xe9";
  CHECK(std::string(pair.refusal_to_mint(latin).where()) == "sub");
  Claims deep = user();
  deep.ext = "[[[[]]]]";
  CHECK(pair.refusal_to_mint(deep).message == Msg::json_depth);
  Claims doubled = user();
  doubled.ext = R"({"a":1,"a":2})";
  CHECK(pair.refusal_to_mint(doubled).code == Code::invalid_argument);
  for (const auto challenge :
       {"x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB", "AAAAAAAAAAAAAAAAAAAAA\nAAAAAAAAAAAAAAAAAAAAA"}) {
    CHECK(pair.refusal_to_mint(user(), {.challenge = challenge}).code == Code::invalid_argument);
  }
  CHECK(pair.refusal_to_mint(user(), {.purpose = TokenPurpose::logout, .challenge = kChallenge}).code ==
        Code::invalid_argument);
  CHECK(pair.refusal_to_mint(user(), {.ttl = Seconds(0)}).code == Code::invalid_argument);
  CHECK(pair.refusal_to_mint(user(), {.ttl = Seconds(301)}).code == Code::invalid_argument);
  FailingRandom none;
  CHECK(!generate_token(pair.a, kSiteB, user(), {}, pair.keys_a, pair.clock, none).ok());
}

TEST_CASE("the largest claims fit into a token") {
  Pair pair;
  Claims said = user();
  said.sub = std::string(kMaxSubject, 's');
  said.email = std::string(kMaxEmail - 2, 'e') + "@x";
  said.ext = "[\"" + std::string(kMaxExt - 4, 'x') + "\"]";
  CHECK(pair.verify(pair.mint(said)).ok());
  said.ext += ' ';
  CHECK(std::string(pair.refusal_to_mint(said).where()) == "ext");
}

TEST_CASE("no changed character and no cut passes") {
  Pair pair;
  const std::string token = pair.mint();
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    CHECK_MESSAGE(!pair.verify(changed).ok(), i);
    CHECK_MESSAGE(!pair.verify(token.substr(0, i)).ok(), i);
  }
  CHECK(!pair.verify(token + "A").ok());
  CHECK(!pair.verify(token + ".A").ok());
  CHECK(pair.verify(token).ok());
}

TEST_CASE("Malformed: what has not the shape of a token") {
  Pair pair;
  const std::string token = pair.mint();
  const std::string body = token.substr(0, token.find('.', 9));
  for (const std::string& text :
       {std::string(), std::string("x"), std::string("v3.local"), std::string("v5.local.AAAA"),
        std::string("v3.secret.AAAA"), std::string("v3.local."), body, body + ".", body + ".e30",
        body + "." + to_base64url(view_of("{\"kid\":\"x\"}")), token + ".x",
        std::string("v3.local.AAAA.") + token.substr(token.find('.', 9) + 1),
        token.substr(0, 9) + "!" + token.substr(9), std::string(kMaxToken + 1, 'x'),
        token + std::string(kMaxToken, 'A')}) {
    CHECK_MESSAGE(pair.reason(text) == Reason::malformed, text);
  }
}

TEST_CASE("UnsupportedVersion: another of PASETO's versions") {
  Pair pair;
  for (const char* text :
       {"v1.local.AAAA", "v2.public.AAAA", "v3.public.AAAA", "v4.local.AAAA", "v4.public.AAAA"}) {
    CHECK(pair.reason(text) == Reason::unsupported_version);
  }
  CHECK(pair.message("v4.public.AAAA").find("v4.public") != std::string::npos);
}

TEST_CASE("UnknownKey: a key this network does not hold, named") {
  Pair pair;
  const std::string stranger = key_text(9);
  const std::string token = pair.seal(json_of(complete(pair.clock)), "login", stranger.c_str());
  CHECK(pair.reason(token) == Reason::unknown_key);
  CHECK(pair.message(token).find(format_k3_lid(*parse_k3_local(stranger))) != std::string::npos);
}

TEST_CASE("BadSignature: another purpose, network, browser or byte") {
  Pair pair;
  const std::string token = pair.mint();
  CHECK(pair.reason(token, {.state = "another browser"}) == Reason::bad_signature);
  CHECK(pair.reason(token, {.purpose = TokenPurpose::logout}) == Reason::bad_signature);
  CHECK(pair.reason(pair.mint(user(), {.purpose = TokenPurpose::logout})) == Reason::bad_signature);
  CHECK(pair.reason(pair.mint(user(), {})) == Reason::bad_signature);  // unsolicited, and a state was given
  NetworkDraft other = pair_draft(kSiteB, kSiteA);
  other.name = "other";
  pair.b = made(other);
  CHECK(pair.reason(token) == Reason::bad_signature);
  const std::string said = pair.message(token);
  CHECK(said.find("\"login\"") != std::string::npos);
  CHECK(said.find("\"other\"") != std::string::npos);
  CHECK(said.find("browser") != std::string::npos);
  CHECK(said.find(kState) == std::string::npos);
}

TEST_CASE("Unsolicited: a login without state, decided before the token is checked") {
  Pair pair;
  CHECK(pair.reason(pair.mint(user(), {}), {}) == Reason::unsolicited);
  CHECK(pair.reason("nonsense", {}) == Reason::unsolicited);
  NetworkDraft open = pair_draft(kSiteB, kSiteA);
  open.allow_unsolicited = true;
  pair.b = made(open);
  CHECK(pair.verify(pair.mint(user(), {}), {}).ok());
  CHECK(pair.reason(pair.mint(), {}) == Reason::bad_signature);
}

TEST_CASE("the clocks of two servers may differ by the leeway, and no more") {
  Pair pair;
  const std::string token = pair.mint();
  const auto at = [&](std::int64_t skew) {
    pair.clock.now = Millis(1'795'000'000'123) + Seconds(skew);
    return pair.verify(token, {.state = kState, .max_age = Seconds(3600)});
  };
  CHECK(at(-30).ok());
  REQUIRE(!at(-31).ok());
  CHECK(at(-31).error().reason == Reason::not_yet_valid);
  CHECK(at(89).ok());
  REQUIRE(!at(90).ok());
  CHECK(at(90).error().reason == Reason::expired);
  CHECK(std::string(at(95).error().message.data()).find("35 s ago") != std::string::npos);
  CHECK(std::string(at(-50).error().message.data()).find("50 s from now") != std::string::npos);
}

TEST_CASE("NotYetValid and Expired: nbf counts like iat") {
  Pair pair;
  Claims later = complete(pair.clock);
  later.nbf += Seconds(31);
  CHECK(pair.reason(pair.seal(json_of(later))) == Reason::not_yet_valid);
  later.nbf -= Seconds(1);
  CHECK(pair.verify(pair.seal(json_of(later))).ok());
}

TEST_CASE("TooOld: older than max_age, by default than ttl and leeway of this network") {
  Pair pair;
  const std::string token = pair.mint(user(), {.challenge = kChallenge, .ttl = Seconds(300)});
  pair.clock.now += Seconds(90);
  CHECK(pair.verify(token).ok());
  CHECK(pair.reason(token, {.state = kState, .max_age = Seconds(89)}) == Reason::too_old);
  pair.clock.now += Seconds(1);
  CHECK(pair.reason(token) == Reason::too_old);
  CHECK(pair.verify(token, {.state = kState, .max_age = Seconds(91)}).ok());
}

TEST_CASE("WrongAudience: a token for another site, both shown") {
  Pair pair;
  for (const char* audience :
       {"https://b.example", "https://b.example/shop/", "HTTPS://b.example/shop", "https://c.example"}) {
    Claims claims = complete(pair.clock);
    claims.aud = audience;
    const std::string token = pair.seal(json_of(claims));
    CHECK(pair.reason(token) == Reason::wrong_audience);
    CHECK(pair.message(token).find(audience) != std::string::npos);
    CHECK(pair.message(token).find(kSiteB) != std::string::npos);
  }
}

TEST_CASE("WrongIssuer: a site speaks only for itself") {
  const std::string third = "https://c.example", second_key = key_text(2);
  NetworkDraft draft = pair_draft(kSiteB, kSiteA);
  draft.peers.emplace_back().url = third;
  draft.peers.back().keys.push_back(second_key);
  Pair pair;
  pair.b = made(draft);
  Claims claims = complete(pair.clock);
  CHECK(pair.verify(pair.seal(json_of(claims))).ok());
  CHECK(pair.reason(pair.seal(json_of(claims), "login", second_key.c_str())) == Reason::wrong_issuer);
  claims.iss = third;
  CHECK(pair.reason(pair.seal(json_of(claims))) == Reason::wrong_issuer);
  CHECK(pair.verify(pair.seal(json_of(claims), "login", second_key.c_str())).ok());
  claims.iss = kSiteB;
  CHECK(pair.reason(pair.seal(json_of(claims))) == Reason::wrong_issuer);
  claims.iss = "https://nobody.example";
  CHECK(pair.reason(pair.seal(json_of(claims))) == Reason::wrong_issuer);
}

TEST_CASE("a key of the network speaks for the peers that have none of their own, and for nobody else") {
  const std::string third = "https://c.example", shared = key_text(2);
  NetworkDraft draft = pair_draft(kSiteB, kSiteA);
  draft.keys.push_back(shared);
  draft.peers.emplace_back().url = third;
  Pair pair;
  pair.b = made(draft);
  Claims claims = complete(pair.clock);
  CHECK(pair.reason(pair.seal(json_of(claims), "login", shared.c_str())) == Reason::wrong_issuer);
  claims.iss = third;
  CHECK(pair.verify(pair.seal(json_of(claims), "login", shared.c_str())).ok());
}

TEST_CASE("WrongIssuer: a peer does what it may, and no more") {
  Pair pair;
  NetworkDraft draft = pair_draft(kSiteB, kSiteA);
  draft.peers[0].may = {{"logout"}};
  pair.b = made(draft);
  const VerifyOptions logout{.purpose = TokenPurpose::logout};
  CHECK(pair.reason(pair.mint()) == Reason::wrong_issuer);
  CHECK(pair.message(pair.mint()).find("may not send a login") != std::string::npos);
  CHECK(pair.verify(pair.mint(user(), {.purpose = TokenPurpose::logout}), logout).ok());
  draft.peers[0].may = {{"login"}};
  pair.b = made(draft);
  CHECK(pair.verify(pair.mint()).ok());
  CHECK(pair.reason(pair.mint(user(), {.purpose = TokenPurpose::logout}), logout) == Reason::wrong_issuer);
}

TEST_CASE("several keys: the first generates, all verify") {
  Pair pair;
  const std::string next = key_text(5);
  NetworkDraft old_first = pair_draft(kSiteB, kSiteA), new_first = pair_draft(kSiteA, kSiteB);
  old_first.peers[0].keys = {kPairKey, next};
  new_first.peers[0].keys = {next, kPairKey};
  const std::string before = pair.mint();
  pair.a = made(new_first);
  pair.b = made(old_first);
  const std::string after = pair.mint();
  CHECK(pair.verify(before).ok());
  REQUIRE(pair.verify(after).ok());
  CHECK(pair.verify(after)->kid == format_k3_lid(*parse_k3_local(next)));
}

TEST_CASE("BadClaims: signed, and still not as the profile says") {
  Pair pair;
  const Claims good = complete(pair.clock);
  for (const std::string& json :
       {std::string("nonsense"), std::string("[]"), std::string("{}"),
        "{\"sub\":\"8\"," + json_of(good).substr(1), std::string("{\"a\":\"\xff\"}")}) {
    CHECK(pair.reason(pair.seal(json)) == Reason::bad_claims);
  }
  Claims long_lived = good;
  long_lived.exp = long_lived.iat + Seconds(301);
  CHECK(pair.reason(pair.seal(json_of(long_lived))) == Reason::bad_claims);
  Claims backwards = good;
  backwards.exp = backwards.iat;
  CHECK(pair.reason(pair.seal(json_of(backwards))) == Reason::bad_claims);
  Claims early = good;
  early.auth_ms = (good.iat + Seconds(31)).count() * 1000;
  CHECK(pair.reason(pair.seal(json_of(early))) == Reason::bad_claims);
  early.auth_ms = *early.auth_ms - 1;
  CHECK(pair.verify(pair.seal(json_of(early))).ok());
  Claims anonymous = good;
  anonymous.sub.clear();
  CHECK(pair.message(pair.seal(json_of(anonymous))) ==
        "usersync: a login names its user (sub) [login-without-user]");
}

TEST_CASE("IpMismatch: a bound token works from its own network of addresses alone") {
  Pair pair;
  const auto address = [](const char* text) { return IpAddress::parse(text); };
  const auto bound = [&](const char* mode) {
    NetworkDraft a = pair_draft(kSiteA, kSiteB), b = pair_draft(kSiteB, kSiteA);
    a.ip = b.ip = mode;
    pair.a = made(a);
    pair.b = made(b);
  };
  const auto mint = [&](const char* from) {
    return pair.mint(user(), {.challenge = kChallenge, .ip = address(from)});
  };
  const auto use = [&](const std::string& token, const char* at) {
    return pair.verify(token, {.state = kState, .ip = address(at)});
  };

  bound("prefix");
  const std::string four = mint("192.0.2.7"), six = mint("2001:db8:1:2::7");
  REQUIRE(use(four, "192.0.2.199").ok());
  CHECK(use(four, "192.0.2.199")->ip_checked);
  CHECK(use(four, "::ffff:192.0.2.1")->ip_checked);
  REQUIRE(!use(four, "192.0.3.7").ok());
  CHECK(use(four, "192.0.3.7").error().reason == Reason::ip_mismatch);
  REQUIRE(use(four, "2001:db8::7").ok());
  CHECK(!use(four, "2001:db8::7")->ip_checked);
  CHECK(use(six, "2001:db8:1:2:ffff::1")->ip_checked);
  REQUIRE(!use(six, "2001:db8:1:3::7").ok());
  CHECK(use(six, "2001:db8:1:3::7").error().reason == Reason::ip_mismatch);
  CHECK(use(four, "192.0.2.7")->claims.ipb.find("192") == std::string::npos);
  CHECK(use(pair.seal(json_of(complete(pair.clock))), "192.0.2.7").ok());

  bound("strict");
  const std::string exact = mint("192.0.2.7");
  CHECK(use(exact, "192.0.2.7")->ip_checked);
  for (const char* elsewhere : {"192.0.2.8", "2001:db8::7"}) {
    REQUIRE(!use(exact, elsewhere).ok());
    CHECK(use(exact, elsewhere).error().reason == Reason::ip_mismatch);
  }
  REQUIRE(!use(pair.seal(json_of(complete(pair.clock))), "192.0.2.7").ok());

  // Nobody forgets the address, and logouts have none.
  CHECK(pair.verify(exact).error().failure.code == Code::invalid_argument);
  CHECK(pair.refusal_to_mint(user()).code == Code::invalid_argument);
  CHECK(pair.verify(pair.mint(user(), {.purpose = TokenPurpose::logout}), {.purpose = TokenPurpose::logout})
            .ok());
}

TEST_CASE("Replayed: a token is claimed once, until nobody could verify it any more") {
  Pair pair;
  ClaimingStore store;
  const auto verified = pair.verify(pair.mint());
  REQUIRE(verified.ok());
  CHECK(consume_token(pair.b, verified->claims, store, pair.clock).ok());
  const auto again = consume_token(pair.b, verified->claims, store, pair.clock);
  REQUIRE(!again.ok());
  CHECK(again.error().reason == Reason::replayed);
  CHECK(!again.error().failure);
  REQUIRE(store.claimed.size() == 1);
  CHECK(store.claimed.begin()->second == Seconds(91));  // ttl, leeway, and the cut fraction
  const auto name = nonce_name("main", kSiteA, kSiteB, verified->claims.jti);
  CHECK(store.claimed.begin()->first == text_of(View(name)));
  CHECK(consume_token(pair.b, pair.verify(pair.mint())->claims, store, pair.clock).ok());
}

TEST_CASE("a store that is down fails closed, and is not blamed on the token") {
  Pair pair;
  ClaimingStore store;
  store.failure = Error{Msg::server_unreachable};
  const auto consumed = consume_token(pair.b, pair.verify(pair.mint())->claims, store, pair.clock);
  REQUIRE(!consumed.ok());
  CHECK(consumed.error().failure.code == Code::unavailable);
  CHECK(consumed.error().message[0] == '\0');
}

TEST_CASE("a message shows nothing that a terminal or a log would act on") {
  Pair pair;
  Claims claims = complete(pair.clock);
  claims.aud = "https://x\x1b[31m\r\n\xc3\xa9";
  const std::string said = pair.message(pair.seal(json_of(claims)));
  for (const char c : said) CHECK((c >= ' ' && c <= '~'));
}

TEST_CASE("a glance at a token tells version, purpose and key, and verifies nothing") {
  Pair pair;
  const std::string token = pair.mint();
  const auto peeked = peek_token(token);
  REQUIRE(peeked.ok());
  CHECK(peeked->version == "v3");
  CHECK(peeked->purpose == "local");
  CHECK(peeked->kid == format_k3_lid(*parse_k3_local(kPairKey)));
  CHECK(peek_token("v4.public.AAAA")->purpose == "public");
  CHECK(!peek_token("v4.public.AAAA.e30")->kid);
  for (const char* text : {"", "x", "v3.local.", "v3.local..x", "v9.local.AAAA", "v3.local"}) {
    REQUIRE(!peek_token(text).ok());
    CHECK(peek_token(text).error().reason == Reason::malformed);
  }
}

TEST_CASE("ready keys are kept, the least recently used going first") {
  TokenKeys keys;
  std::vector<Network> networks;
  std::vector<std::string> texts;
  for (int i = 0; i < 70; ++i) texts.push_back(key_text(i + 1));
  for (int i = 0; i < 70; ++i) {
    NetworkDraft draft = pair_draft(kSiteA, kSiteB);
    draft.peers[0].keys = {texts[static_cast<std::size_t>(i)]};
    networks.push_back(made(draft));
  }
  const auto key = [&](std::size_t i) -> const NetworkKey& { return networks[i].peers()[0].own_keys[0]; };
  TokenKey* const first = *keys.ready(key(0));
  for (std::size_t i = 1; i < 70; ++i) {
    CHECK((*keys.ready(key(i)))->id() == key(i).id);
    CHECK(*keys.ready(key(0)) == first);  // used all the time, so it stays
  }
  CHECK(keys.size() == TokenKeys::kMost);
}
