// The challenge of a browser's state: its hash, which a site may show to another without giving the state
// away.
#pragma once

#include <string>
#include <string_view>

#include "crypto/digest.h"

namespace usersync {

std::string challenge_of(std::string_view state);  // empty for no state
std::string challenge_of(std::string_view state, Sha256& kept);
bool is_challenge(std::string_view text);

}  // namespace usersync
