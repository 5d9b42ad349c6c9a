// The networks file (usersync.networks): docs/formats.md, "Networks file". The parser is our own: PHP's INI
// scanner expands ${NAME}, turns bare words into other values, and cannot say which line was wrong.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "sync/network/network.h"

namespace usersync {

// As careful as with a keyring: crypto/key_file.h. `detail` is line and path, never a key.
Result<std::vector<Network>> read_networks_file(const std::string& path);

// The text of one; the caller wipes it.
Result<std::vector<Network>> parse_networks(std::string_view text);

}  // namespace usersync
