#include "sync/token/profile.h"

namespace usersync {

std::string implicit_assertion(TokenPurpose purpose, const Network& network, std::string_view challenge) {
  std::string text;
  text.reserve(11 + 7 + network.name().size() + 1 + challenge.size());
  text += "usersync/1\n";
  text += name_of(purpose);
  text += '\n';
  text += network.name();
  text += '\n';
  text += challenge;
  return text;
}

std::optional<PasetoHeader> paseto_header(std::string_view token) noexcept {
  if (token.size() < 3 || token[0] != 'v' || token[1] < '1' || token[1] > '4' || token[2] != '.') return {};
  const std::string_view rest = token.substr(3);
  for (const std::string_view purpose : {"local", "public"}) {
    if (rest.starts_with(purpose) && rest.substr(purpose.size()).starts_with('.')) {
      return PasetoHeader{token.substr(0, 2), purpose};
    }
  }
  return {};
}

}  // namespace usersync
