// The text of a key file: whatever it says, a ring that loads holds distinct keys, and an error shows none.
#include <cstdlib>
#include <cstring>

#include "crypto/keyring/keyring.h"

using namespace usersync;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto ring = Keyring::from_text(text_of(View(data, size)));
  if (!ring) {
    if (std::strstr(std::string(ring.error().where()).c_str(), "k3.local") != nullptr) std::abort();
    return 0;
  }
  for (std::size_t i = 0; i < ring->keys().size(); ++i) {
    const RingKey& key = ring->keys()[i];
    if (key.master.reveal().size() != SecretKey::kLength || key.lid.size() != 51 || key.name.size() > 64)
      std::abort();
    for (std::size_t j = 0; j < i; ++j) {
      if (ring->keys()[j].lid == key.lid) std::abort();
    }
  }
  return ring->empty() ? (std::abort(), 0) : 0;
}
