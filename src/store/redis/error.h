// Turns error replies of Redis into an Error. The server's own text is never passed on: "unknown command"
// quotes its arguments, and one of them may be a password.
#pragma once

#include <string_view>

#include "base/error.h"

namespace usersync {

Error redis_error(std::string_view reply) noexcept;

// The refusal itself, where Redis before 7 quotes it in "ERR Error running script (…): -OOM …".
std::string_view redis_refusal(std::string_view reply) noexcept;

// "ERR unknown command", as Redis and the proxies in front of it write it.
bool is_unknown_command(std::string_view reply) noexcept;

}  // namespace usersync
