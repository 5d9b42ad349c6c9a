#include "php/functions/user_index.h"

#include <algorithm>

namespace usersync {

Seconds revocation_of(Request& request) {
  Seconds longest = kLoginLifetime;
  Error unfit;  // ignored: logout works although the networks file cannot be read
  const Networks* const networks = networks_of(&request, unfit);
  if (networks == nullptr) return longest;
  for (const std::string_view name : networks->names()) {
    longest = std::max(longest, networks->find(name)->lifetime());
  }
  return longest;
}

}  // namespace usersync
