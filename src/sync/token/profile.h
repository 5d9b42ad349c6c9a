// What both ends of a token must agree on without sending it: the fine print of the profile "usersync/1".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sync/network/network.h"
#include "sync/token/claims.h"

namespace usersync {

// Authenticated with a token and never sent. None of the four fields can hold the line feed between them.
std::string implicit_assertion(TokenPurpose purpose, const Network& network, std::string_view challenge);

// A logout is brought by a server or an image, not by the browser that logged in.
inline bool binds_ip(const Network& network, TokenPurpose purpose) noexcept {
  return network.ip() != IpBinding::off && purpose == TokenPurpose::login;
}

struct PasetoHeader {
  std::string_view version;  // "v3"
  std::string_view purpose;  // "local" or "public"
};
std::optional<PasetoHeader> paseto_header(std::string_view token) noexcept;  // of any of PASETO's versions

}  // namespace usersync
