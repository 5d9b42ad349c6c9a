// Where to send a browser next, when a stranger proposed it.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace usersync {

// `url` when it is a path of this site, or an absolute url whose origin is one of `allowed` (canonical then);
// else `fallback` as it is. Code::invalid_argument: one of `allowed` is no origin.
Result<std::string> return_url(std::string_view url, std::string_view fallback,
                               std::span<const std::string_view> allowed);

}  // namespace usersync
