#include "sync/pairing/pairing.h"

#include "crypto/digest.h"
#include "unit/sync/sync_test.h"

using namespace usersync;
using namespace usersync::test;

namespace {

struct Inviting {
  FixedClock clock;
  ClaimingStore store;
  Keyring ring = std::move(Keyring::from_text(key_text(3))).value();
  std::unique_ptr<TenantKeys> keys = std::move(TenantKeys::derive(ring, "site")).value();
  SiteUrl site = SiteUrl::parse(kSiteA).value();

  PairOffer offer(std::string_view path = "/?rest_route=/usersync/v1/pair") {
    auto made = offer_pair("main", site, path, *keys, clock, system_random());
    REQUIRE(made.ok());
    return std::move(*made);
  }
  Result<PairAccepted> accept(const std::string& offer, const PairPost& post) {
    return accept_pair(offer, post, *keys, store, "site", "usersync:", clock);
  }
};

SiteUrl answering() { return SiteUrl::parse(kSiteB).value(); }

PairAnswer answered(std::string_view pairing, Clock& clock) {
  auto answer = answer_pair(pairing, answering(), clock, system_random());
  REQUIRE(answer.ok());
  return std::move(*answer);
}

std::string why(const Error& error) {
  CHECK(error.code == Code::refused);
  return id_of(error.message);
}

// A pairing string of any JSON, with the tail it should have.
std::string string_of(std::string_view json) {
  std::string text = "usersync-pair-1." + to_base64url(view_of(json));
  return text + "." + to_base64url(View(Sha256().add(text).finish()).first(6));
}

}  // namespace

TEST_CASE("two sites come to one key, one reply and six digits") {
  Inviting site;
  const PairOffer offer = site.offer();
  CHECK(offer.pairing.starts_with("usersync-pair-1."));
  CHECK(offer.expires == site.clock.wall_seconds() + Seconds(900));
  const PairAnswer answer = answered(offer.pairing, site.clock);
  CHECK(answer.invitation.site.text() == kSiteA);
  CHECK(answer.invitation.path == "/?rest_route=/usersync/v1/pair");
  CHECK(answer.invitation.network == "main");
  CHECK(answer.post.id == offer.id);
  CHECK(answer.post.url == kSiteB);
  const auto accepted = site.accept(offer.offer, answer.post);
  REQUIRE(accepted.ok());
  CHECK(accepted->network == "main");
  CHECK(accepted->site.text() == kSiteA);
  CHECK(accepted->peer.text() == kSiteB);
  CHECK(accepted->bond.key == answer.bond.key);
  CHECK(accepted->bond.reply == answer.bond.reply);
  CHECK(accepted->bond.digits == answer.bond.digits);
  CHECK(answer.bond.digits.size() == 6);
  CHECK(parse_k3_local(answer.bond.key).ok());
}

TEST_CASE("an offer is good for one peer") {
  Inviting site;
  const PairOffer offer = site.offer();
  const PairAnswer first = answered(offer.pairing, site.clock), second = answered(offer.pairing, site.clock);
  CHECK(first.bond.key != second.bond.key);
  CHECK(first.post.nonce != second.post.nonce);
  CHECK(site.accept(offer.offer, first.post).ok());
  CHECK(why(site.accept(offer.offer, second.post).error()) == "pairing-answered");
  CHECK(why(site.accept(offer.offer, first.post).error()) == "pairing-answered");
}

TEST_CASE("a post that was bent, or answers another offer, is refused and uses nothing up") {
  Inviting site;
  const PairOffer offer = site.offer(), other = site.offer();
  const PairPost good = answered(offer.pairing, site.clock).post;
  const auto refused = [&](auto bend) {
    PairPost post = good;
    bend(post);
    return why(site.accept(offer.offer, post).error()) == "pairing-answer-foreign";
  };
  CHECK(refused([](PairPost& post) { post.url = "https://evil.example"; }));
  CHECK(refused([](PairPost& post) { post.url = "HTTPS://b.example/shop"; }));
  CHECK(refused([](PairPost& post) { post.url += "/"; }));
  CHECK(refused([](PairPost& post) { post.url = kSiteA; }));
  CHECK(refused([](PairPost& post) { post.nonce[0] ^= 1; }));
  CHECK(refused([](PairPost& post) { post.nonce = post.mac; }));
  CHECK(refused([](PairPost& post) { post.mac[5] ^= 1; }));
  CHECK(refused([](PairPost& post) { post.mac.clear(); }));
  CHECK(refused([](PairPost& post) { post.nonce = "AA"; }));
  CHECK(refused([&](PairPost& post) { post.id = other.id; }));
  CHECK(refused([](PairPost& post) { post = {}; }));
  CHECK(refused([&](PairPost& post) { post = answered(other.pairing, site.clock).post; }));
  CHECK(site.store.claimed.empty());
  CHECK(site.accept(offer.offer, good).ok());
}

TEST_CASE("an invitation ends after fifteen minutes, by the clock of who invites") {
  Inviting site;
  const PairOffer offer = site.offer();
  FixedClock theirs;
  theirs.now += Seconds(900 + 119);
  const PairPost post = answered(offer.pairing, theirs).post;
  theirs.now += Seconds(1);
  const auto late = answer_pair(offer.pairing, answering(), theirs, system_random());
  CHECK(why(late.error()) == "pairing-string-expired");
  theirs.now = site.clock.now - Seconds(121);
  const auto early = answer_pair(offer.pairing, answering(), theirs, system_random());
  CHECK(why(early.error()) == "pairing-clocks");
  site.clock.now += Seconds(900);
  CHECK(why(site.accept(offer.offer, post).error()) == "pairing-offer-expired");
  site.clock.now -= Seconds(1);
  CHECK(site.accept(offer.offer, post).ok());
}

TEST_CASE("a pairing string survives a mail, and tells when it did not") {
  Inviting site;
  const std::string good = site.offer("").pairing;
  std::string broken = " \r\n" + good.substr(0, 30) + "\r\n  " + good.substr(30) + "\n";
  CHECK(answered(broken, site.clock).invitation.path.empty());
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string bent = good;
    bent[at] = bent[at] == 'A' ? 'B' : 'A';
    CHECK_FALSE(read_pairing(bent).ok());
    CHECK_FALSE(read_pairing(good.substr(0, at)).ok());
  }
  CHECK(why(read_pairing("").error()) == "pairing-not-a-string");
  CHECK(why(read_pairing("k3.local.AAAA").error()) == "pairing-not-a-string");
  CHECK(why(read_pairing(std::string(5000, 'a')).error()) == "pairing-not-a-string");
  CHECK(why(read_pairing(good + "A").error()) == "pairing-changed");
}

TEST_CASE("a pairing string with a valid tail is still checked") {
  const std::string k(43, 'A');
  const auto json = [&](std::string_view url, std::string_view path, std::string_view network,
                        std::string_view secret, std::string_view expires) {
    return "{\"url\":\"" + std::string(url) + "\",\"path\":\"" + std::string(path) + "\",\"network\":\"" +
           std::string(network) + "\",\"k\":\"" + std::string(secret) + "\",\"exp\":" + std::string(expires) +
           "}";
  };
  CHECK(read_pairing(string_of(json(kSiteA, "/x?y=1", "main", k, "1795000900"))).ok());
  for (const std::string& bad :
       {json("http://a.example", "", "main", k, "1"), json("https://a.example/", "", "main", k, "1"),
        json("https://a.example", "x", "main", k, "1"),
        json("https://a.example", "@evil.example/", "main", k, "1"),
        json("https://a.example", "/a b", "main", k, "1"), json("https://a.example", "/a#b", "main", k, "1"),
        json("https://a.example", "", "MAIN", k, "1"), json("https://a.example", "", "", k, "1"),
        json("https://a.example", "", "main", k + "A", "1"), json("https://a.example", "", "main", "", "1"),
        json("https://a.example", "", "main", k, "-1"), json("https://a.example", "", "main", k, "1.5"),
        json("https://a.example", "", "main", k, "\"1\""),
        json("https://a.example", "", "main", k, "99999999999"), std::string("{}"), std::string("[]"),
        std::string("x")}) {
    CAPTURE(bad);
    CHECK_FALSE(read_pairing(string_of(bad)).ok());
  }
}

TEST_CASE("a site does not pair with itself, and an offer opens at its own tenant alone") {
  Inviting site;
  const PairOffer offer = site.offer();
  const auto own = answer_pair(offer.pairing, site.site, site.clock, system_random());
  CHECK(why(own.error()) == "pairing-with-itself");
  const PairPost post = answered(offer.pairing, site.clock).post;
  std::string bent = offer.offer;
  bent[bent.size() / 2] = bent[bent.size() / 2] == 'A' ? 'B' : 'A';
  for (const std::string& bad : {bent, std::string(), std::string("x y"), offer.pairing}) {
    CHECK(why(site.accept(bad, post).error()) == "pairing-no-offer");
  }
  Inviting stranger;
  stranger.ring = std::move(Keyring::from_text(key_text(5))).value();
  stranger.keys = std::move(TenantKeys::derive(stranger.ring, "site")).value();
  CHECK(stranger.accept(offer.offer, post).error().code == Code::unknown_key);
  stranger.ring = std::move(Keyring::from_text(key_text(3))).value();
  stranger.keys = std::move(TenantKeys::derive(stranger.ring, "other")).value();
  CHECK(why(stranger.accept(offer.offer, post).error()) == "pairing-no-offer");
  CHECK(offer_pair("Main", site.site, "", *site.keys, site.clock, system_random()).error().code ==
        Code::invalid_argument);
  CHECK(offer_pair("main", site.site, "x", *site.keys, site.clock, system_random()).error().code ==
        Code::invalid_argument);
}

TEST_CASE("an offer tells nothing, and a store that is down keeps a pair apart") {
  Inviting site;
  const PairOffer offer = site.offer();
  const Invitation invitation = read_pairing(offer.pairing).value();
  const auto sealed = from_base64url(offer.offer);
  REQUIRE(sealed);
  CHECK(std::search(sealed->begin(), sealed->end(), invitation.secret.begin(), invitation.secret.end()) ==
        sealed->end());
  site.store.failure = Error{Msg::server_unreachable};
  const PairPost post = answered(offer.pairing, site.clock).post;
  CHECK(site.accept(offer.offer, post).error().code == Code::unavailable);
}
