#include "php/functions/user_index.h"

#include <algorithm>

namespace usersync {

Seconds revocation_of(Request& request) {
  Seconds longest = kLoginLifetime;
  const auto networks = networks_of(&request);
  if (!networks) return longest;  // logout works although the networks file cannot be read
  for (const std::string_view name : (*networks)->names()) {
    longest = std::max(longest, (*networks)->find(name)->lifetime());
  }
  return longest;
}

}  // namespace usersync
