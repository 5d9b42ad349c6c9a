// A file that holds keys: read whole, and refused when others could have read or changed it.
#pragma once

#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace usersync {

// Opens with O_NOFOLLOW, then fstat: a regular file of at most 64 KiB that is neither world-readable nor
// group- or world-writable. Code::unsafe_file, unavailable (errno); `detail` is the path. The caller wipes
// what it gets.
Result<Bytes> read_secret_file(const std::string& path);

}  // namespace usersync
