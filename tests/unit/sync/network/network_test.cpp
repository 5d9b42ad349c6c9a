#include "sync/network/network.h"

#include "sync/network/networks.h"
#include "unit/sync/sync_test.h"

using namespace usersync;
using namespace usersync::test;

namespace {

Error why(const NetworkDraft& draft) {
  const auto network = Network::from(draft);
  REQUIRE(!network.ok());
  return network.error();
}

bool says(const NetworkDraft& draft, const char* part) {
  const Error error = why(draft);
  return described(error).find(part) != std::string::npos;
}

NetworkDraft fine() { return pair_draft(kSiteA, kSiteB); }

}  // namespace

TEST_CASE("a network is what was drafted, its urls canonical") {
  NetworkDraft draft = pair_draft("HTTPS://A.example/", "https://b.example:443/shop/");
  draft.peers[0].logout_url = "https://b.example/?usersync=logout";
  const Network network = made(draft);
  CHECK(network.site().text() == kSiteA);
  CHECK(network.peers()[0].site.text() == kSiteB);
  CHECK(network.peers()[0].logout_url == "https://b.example/?usersync=logout");
  CHECK(network.peers()[0].may_login);
  CHECK(network.peers()[0].may_logout);
  CHECK(network.ttl() == Seconds(60));
  CHECK(network.leeway() == Seconds(30));
  CHECK(network.lifetime() == Seconds(2592000));
  CHECK(network.ip() == IpBinding::off);
  CHECK(!network.allow_unsolicited());
  CHECK(network.keys_of(network.peers()[0])[0].id == format_k3_lid(*parse_k3_local(kPairKey)));
  CHECK(network.key_with_footer(network.peers()[0].own_keys[0].footer) == network.peers()[0].own_keys.data());
  CHECK(network.peer("https://B.example/shop") == nullptr);
}

TEST_CASE("a network's name is short and plain") {
  for (const char* name : {"", "Main", "a b", "a\n", "a/b", "\xc3\xa9"}) {
    NetworkDraft draft = fine();
    draft.name = name;
    CHECK(says(draft, "name is 1 to 64"));
  }
  NetworkDraft draft = fine();
  const std::string longest(64, 'x'), longer(65, 'x');
  draft.name = longest;
  CHECK(made(draft).name() == longest);
  draft.name = longer;
  CHECK(says(draft, "name is 1 to 64"));
}

TEST_CASE("numbers and words stay within their limits") {
  const auto with = [](std::int64_t NetworkDraft::*field, std::int64_t value) {
    NetworkDraft draft = fine();
    draft.*field = value;
    return Network::from(draft).ok();
  };
  CHECK(with(&NetworkDraft::ttl, 1));
  CHECK(with(&NetworkDraft::ttl, 300));
  CHECK(!with(&NetworkDraft::ttl, 0));
  CHECK(!with(&NetworkDraft::ttl, 301));
  CHECK(with(&NetworkDraft::leeway, 0));
  CHECK(with(&NetworkDraft::leeway, 120));
  CHECK(!with(&NetworkDraft::leeway, -1));
  CHECK(!with(&NetworkDraft::leeway, 121));
  CHECK(with(&NetworkDraft::lifetime, 600));
  CHECK(!with(&NetworkDraft::lifetime, 599));
  CHECK(!with(&NetworkDraft::lifetime, INT64_MAX));
  NetworkDraft draft = fine();
  draft.ip = "Strict";
  CHECK(says(draft, "off, prefix or strict"));
}

TEST_CASE("a network without keys is refused, and so is a peer without") {
  NetworkDraft draft;
  draft.name = "main";
  draft.site = kSiteA;
  CHECK(says(draft, "without keys"));
  draft.peers.emplace_back().url = kSiteB;
  CHECK(says(draft, "without keys"));
  CHECK(std::string(why(draft).where()) == kSiteB);
  draft.keys.push_back(kPairKey);
  CHECK(Network::from(draft).ok());
  draft.peers.clear();
  CHECK(Network::from(draft).ok());  // not paired yet
}

TEST_CASE("a bad key is named by its place, never by its text") {
  for (const char* key : {"", "geheim", "k4.local.AAAA", "k3.local.geheim",
                          "k3.local.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}) {
    NetworkDraft draft = fine();
    draft.peers[0].keys.push_back(key);
    const Error error = why(draft);
    CHECK(error.code == Code::bad_key);
    CHECK(std::string(error.where()) == "key 2 of " + kSiteB);
    CHECK(described(error).find("geheim") == std::string::npos);
  }
}

TEST_CASE("no key serves two pairs") {
  const std::string other = "https://c.example";
  NetworkDraft draft = fine();
  draft.peers.emplace_back().url = other;
  draft.peers.back().keys.push_back(kPairKey);
  CHECK(says(draft, "hold the same key"));
  draft.peers.pop_back();
  draft.keys.push_back(kPairKey);
  CHECK(says(draft, "hold the same key"));
}

TEST_CASE("a peer is another site, and named once") {
  NetworkDraft draft = fine();
  draft.peers.push_back(draft.peers[0]);
  draft.peers[1].url = "https://B.example/shop/";
  CHECK(says(draft, "same peer is named twice"));
  CHECK(says(pair_draft(kSiteA, "https://a.example:443"), "not its own peer"));
  CHECK(says(pair_draft("", kSiteB), "names the url of this site"));
  CHECK(says(pair_draft(kSiteA, "http://b.example"), "loopback"));
}

TEST_CASE("`may` is login, logout or both") {
  NetworkDraft draft = fine();
  draft.peers[0].may = {{"logout"}};
  CHECK(!made(draft).peers()[0].may_login);
  CHECK(made(draft).peers()[0].may_logout);
  draft.peers[0].may.emplace();
  CHECK(!made(draft).peers()[0].may_logout);
  draft.peers[0].may = {{"login", "Logout"}};
  CHECK(says(draft, "`may`"));
}

TEST_CASE("in a star members may log out, and only the hub may log in") {
  const std::string hub = "https://hub.example", other = "https://c.example", second = key_text(2);
  NetworkDraft member = pair_draft(kSiteA, hub);
  member.hub = hub;
  CHECK(made(member).peers()[0].may_login);
  member.peers.emplace_back().url = other;
  member.peers.back().keys.push_back(second);
  CHECK(!made(member).peers()[1].may_login);
  member.peers.back().may = {{"login"}};
  CHECK(says(member, "from the hub alone"));

  NetworkDraft centre = pair_draft(hub, kSiteA);
  centre.hub = hub;
  CHECK(!made(centre).peers()[0].may_login);
  CHECK(made(centre).peers()[0].may_logout);
  centre.peers[0].may = {{"login", "logout"}};
  CHECK(made(centre).peers()[0].may_login);

  NetworkDraft lost = fine();
  lost.hub = other;
  CHECK(says(lost, "hub is neither"));
}

TEST_CASE("a logout_url belongs to its peer") {
  for (const char* url :
       {"https://c.example/x", "http://b.example/x", "https://b.example:444/", "https://b.example/#x",
        "https://b.example/a b", "https://b.example/\"", "/logout", "https://b.example.evil.example/"}) {
    NetworkDraft draft = fine();
    draft.peers[0].logout_url = url;
    CHECK_MESSAGE(!Network::from(draft).ok(), url);
  }
}

TEST_CASE("the file's networks come first and cannot be defined anew; the request's can") {
  std::vector<Network> of_the_file;
  of_the_file.push_back(made(fine()));
  Networks networks;
  networks.set_file(&of_the_file);
  const Status again = networks.define(made(fine()));
  REQUIRE(!again.ok());
  CHECK(again.error().code == Code::invalid_argument);

  NetworkDraft mine = fine();
  mine.name = "mine";
  CHECK(networks.define(made(mine)).ok());
  mine.ttl = 7;
  CHECK(networks.define(made(mine)).ok());
  CHECK(networks.find("mine")->ttl() == Seconds(7));
  CHECK(networks.find("main") == of_the_file.data());
  CHECK(networks.find("none") == nullptr);
  CHECK(networks.names() == std::vector<std::string_view>{"main", "mine"});
}
