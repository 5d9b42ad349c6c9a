// A file that holds keys (usersync.keyring, usersync.networks): read whole, and refused when other users
// could have read or changed it.
#pragma once

#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace usersync {

// A regular file, no symbolic link, of at most 64 KiB, without any access for others and not writable by its
// group. Code::unsafe_file, unavailable (errno); `detail` is the path. The caller wipes what it gets.
Result<Bytes> read_key_file(const std::string& path);

}  // namespace usersync
