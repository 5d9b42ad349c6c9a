// The port of an address, wherever an address is read.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"

namespace usersync {

// 1 to 65535. Code::invalid_argument: anything else. The message shows digits alone: other text may be the
// beginning of a password, as in "mysql://user:secret".
Result<std::uint16_t> parse_port(std::string_view text);

}  // namespace usersync
