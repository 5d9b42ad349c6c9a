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

// A logout comes from a server or an image, not from the browser that logged in. A bound login carries the
// family of the address in clear, and the MAC covers the number of bits: two sites of which one has no IPv6
// see different families, so under `prefix` only equal families are compared. The address is never taken from
// REMOTE_ADDR: behind a proxy that would bind every login to the proxy.
inline bool binds_ip(const Network& network, TokenPurpose purpose) noexcept {
  return network.ip() != IpBinding::off && purpose == TokenPurpose::login;
}

struct PasetoHeader {
  std::string_view version;  // "v3"
  std::string_view purpose;  // "local" or "public"
};
std::optional<PasetoHeader> paseto_header(std::string_view token) noexcept;  // of any of PASETO's versions

}  // namespace usersync
