// The text of a networks file: whatever it says, what loads has unique names and no shared key, and an error
// shows none.
#include <cstdlib>
#include <set>

#include "crypto/paseto/paserk.h"
#include "sync/network/networks_file.h"

using namespace usersync;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto networks = parse_networks(text_of(View(data, size)));
  if (!networks) {
    if (holds_k3_local(std::string(networks.error().where()))) std::abort();
    return 0;
  }
  std::set<std::string> names;
  for (const Network& network : *networks) {
    if (!names.insert(network.name()).second) std::abort();
    std::set<std::string> ids;
    for (const Network::Peer& peer : network.peers()) {
      if (network.keys_of(peer).empty() || peer.site == network.site()) std::abort();
      for (const NetworkKey& key : peer.own_keys) {
        if (!ids.insert(key.id).second) std::abort();
      }
    }
  }
  return 0;
}
