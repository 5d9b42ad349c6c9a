// What an error reply of Redis means to us. The server's own words are never passed on: "unknown command"
// quotes its arguments, and one of them may be a password.
#pragma once

#include <string_view>

#include "base/error.h"

namespace usersync {

Error redis_error(std::string_view reply) noexcept;

// "ERR unknown command" in the words of Redis and of the proxies in front of it.
bool is_unknown_command(std::string_view reply) noexcept;

}  // namespace usersync
