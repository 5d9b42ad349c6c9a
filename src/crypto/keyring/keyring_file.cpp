// Keyring::from_file: a keyring out of a file that others could neither read nor change.
#include "crypto/key_file.h"
#include "crypto/keyring/keyring.h"

namespace usersync {

Result<Keyring> Keyring::from_file(const std::string& path) {
  auto text = read_key_file(path);
  if (!text) return text.error();
  const WipeOnExit wiped(*text);
  auto ring = from_text(text_of(*text));
  if (ring) return ring;
  Error error = ring.error();
  error.set_where(error.where().empty() ? path : std::string(error.where()) + " of " + path);
  return error;
}

}  // namespace usersync
