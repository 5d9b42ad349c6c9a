// The hashed names under which things lie in a store: docs/formats.md, "Names in the store". No field may
// contain a NUL, which separates them: scope and prefix are printable, ids and claims are checked where they
// come in.
#pragma once

#include <array>
#include <string_view>

#include "base/bytes.h"

namespace usersync {

// SHA-256("usersync/1/sid" 0x00 scope 0x00 prefix 0x00 sid)[0..24)
std::array<std::uint8_t, 24> session_name(std::string_view scope, std::string_view prefix,
                                          std::string_view sid);

// SHA-256(network 0x00 iss 0x00 aud 0x00 jti)
std::array<std::uint8_t, 32> nonce_name(std::string_view network, std::string_view issuer,
                                        std::string_view audience, std::string_view jti);

}  // namespace usersync
