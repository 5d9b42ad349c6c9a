// The private directory that holds an sqlite store.
#pragma once

#include <string>

#include "base/result.h"

namespace usersync {

// `parent`/usersync-<effective uid>, made with mode 0700 unless it is there. Refused by its path unless it is
// a real directory, ours, closed to everybody else, on a local file system: in a shared sticky directory
// (Debian's /var/lib/php/sessions has mode 1733) a neighbour could plant any name. Code::denied, read_only,
// full, unavailable, unsupported.
Result<std::string> private_directory(const std::string& parent);

}  // namespace usersync
