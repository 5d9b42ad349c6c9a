#include "sync/network/networks_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "unit/sync/sync_test.h"

using namespace usersync;
using namespace usersync::test;

namespace {

std::string complete() {
  return "; sites of one house\n"
         "[main]\n"
         "site = https://a.example\r\n"
         "  hub=https://b.example/shop  \n"
         "ttl = 90\nleeway = 10\nlifetime = 86400\nip = prefix\nallow_unsolicited = on\n"
         "\n"
         "[main https://b.example/shop]\n"
         "key = " +
         key_text(1) + "\n" + "key = \"" + key_text(2) +
         "\"\n"
         "may = login, logout\n"
         "logout_url = \"https://b.example/?usersync=logout\"\n"
         "# equal trust\n"
         "[second]\n"
         "site = https://a.example\n"
         "key = " +
         key_text(3) + "\n" +
         "[second https://c.example]\n"
         "[second https://d.example]\n"
         "may = nothing";
}

std::string why(std::string_view text) {
  const auto networks = parse_networks(text);
  REQUIRE(!networks.ok());
  return id_of(networks.error().message) + " / " + std::string(networks.error().where());
}

}  // namespace

TEST_CASE("a networks file says everything a definition can") {
  const auto networks = parse_networks(complete());
  REQUIRE_MESSAGE(networks.ok(), why(complete()));
  REQUIRE(networks->size() == 2);
  const Network& main = (*networks)[0];
  CHECK(main.name() == "main");
  CHECK(main.hub().text() == kSiteB);
  CHECK(main.ttl() == Seconds(90));
  CHECK(main.leeway() == Seconds(10));
  CHECK(main.lifetime() == Seconds(86400));
  CHECK(main.ip() == IpBinding::prefix);
  CHECK(main.allow_unsolicited());
  REQUIRE(main.peers().size() == 1);
  CHECK(main.peers()[0].own_keys.size() == 2);
  CHECK(main.peers()[0].logout_url == "https://b.example/?usersync=logout");
  const Network& second = (*networks)[1];
  REQUIRE(second.peers().size() == 2);
  CHECK(second.keys_of(second.peers()[1]).size() == 1);
  CHECK(second.peers()[0].may_login);
  CHECK(!second.peers()[1].may_login);
  CHECK(!second.peers()[1].may_logout);
  CHECK(parse_networks("")->empty());
}

TEST_CASE("a fault is named by its line") {
  CHECK(why("site = x") == "network-no-section / line 1");
  CHECK(why("[main\n") == "network-section-end / line 1");
  CHECK(why("[main]\nnonsense") == "network-line / line 2");
  CHECK(why("[main]\n\n[main]") == "network-twice / line 3");
  CHECK(why("[a b c]").find("network-section-form") == 0);
  CHECK(why("[]").find("network-section-form") == 0);
  CHECK(why("[main https://b.example]").find("network-peer-order") == 0);
  CHECK(why("[a]\n[b]\n[a https://b.example]").find("line 3") != std::string::npos);
  CHECK(why("[main]\nsite = https://a.example\nsite = https://b.example")
            .find("network-setting-twice / line 3") == 0);
  CHECK(why("[main]\nttl = 1m").find("line 2") != std::string::npos);
  CHECK(why("[main]\nttl = ").find("network-no-value") == 0);
  CHECK(why("[main]\nsite = \"x").find("network-no-value") == 0);
  CHECK(why("[main]\nmaxage = 1").find("network-unknown-setting") == 0);
  CHECK(why("[main]\n[main https://b.example]\nsite = x").find("network-unknown-peer-setting") == 0);
  CHECK(why("[main]\nallow_unsolicited = perhaps").find("network-allow-unsolicited") == 0);
}

TEST_CASE("a fault in what a network means is named by the network, and shows no key") {
  CHECK(why("[main]\nsite = https://a.example") == "network-no-keys / [main]");
  const std::string said = why("[main]\nsite = https://a.example\nkey = k3.local.geheim");
  CHECK(said.find("[main] key 1 of the network") != std::string::npos);
  CHECK(said.find("geheim") == std::string::npos);
  // Not even where it has no business.
  const std::string key = key_text(1);
  for (const std::string& text :
       {"[" + key + "]", "[main]\nsite = " + key, "[main]\nsite = https://a.example\nhub = " + key,
        "[main]\nsite = https://a.example\n[main " + key + "]", "[main]\nttl = " + key,
        "[main]\nsite = https://b.example/" + key, "[main]\n" + key, "[main]\nsite = https://" + key,
        key + " = x"}) {
    CHECK(why(text).find(key.substr(0, 20)) == std::string::npos);
  }
}

TEST_CASE("a file that others may read or change is refused") {
  char directory[] = "/tmp/usersync-networks-XXXXXX";
  REQUIRE(mkdtemp(directory) != nullptr);
  const std::string path = std::string(directory) + "/networks", link = std::string(directory) + "/link";
  std::ofstream(path) << complete();
  for (const mode_t mode : {0400, 0600, 0440}) {
    REQUIRE(chmod(path.c_str(), mode) == 0);
    CHECK(read_networks_file(path).ok());
  }
  for (const mode_t mode : {0444, 0460, 0602, 0644}) {
    REQUIRE(chmod(path.c_str(), mode) == 0);
    const auto networks = read_networks_file(path);
    REQUIRE(!networks.ok());
    CHECK(networks.error().code == Code::unsafe_file);
    CHECK(std::string(networks.error().where()) == path);
  }
  REQUIRE(chmod(path.c_str(), 0600) == 0);
  REQUIRE(symlink(path.c_str(), link.c_str()) == 0);
  CHECK(read_networks_file(link).error().code == Code::unsafe_file);
  CHECK(read_networks_file(std::string(directory) + "/none").error().code == Code::unavailable);
  std::ofstream(path) << "[main]\nttl = x\n";
  CHECK(std::string(read_networks_file(path).error().where()) == "line 2 of " + path);
  unlink(link.c_str());
  unlink(path.c_str());
  rmdir(directory);
}
