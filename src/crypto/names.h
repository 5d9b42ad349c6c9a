// The hashed names under which things lie in a store: docs/formats.md, "Names in the store". No field may
// contain a NUL, which separates them: scope and prefix are printable, ids and claims are checked where they
// come in.
#pragma once

#include <array>
#include <string_view>

#include "base/bytes.h"
#include "crypto/digest.h"
#include "crypto/keyring/keyring.h"

namespace usersync {

// SHA-256("usersync/1/sid" 0x00 scope 0x00 prefix 0x00 sid)[0..24)
std::array<std::uint8_t, 24> session_name(std::string_view scope, std::string_view prefix,
                                          std::string_view sid);
// The same by a hash that is kept, whatever it was used for before: making one costs a third of the name.
std::array<std::uint8_t, 24> session_name(Sha256& hash, std::string_view scope, std::string_view prefix,
                                          std::string_view sid);

// SHA-256("usersync/1/login" 0x00 scope 0x00 prefix 0x00 sid)[0..24); the sid of a network session.
std::array<std::uint8_t, 24> login_name(std::string_view scope, std::string_view prefix,
                                        std::string_view sid);

// HMAC-SHA256 under the index subkey of key number `position`; the first 24 bytes name the record. Throw
// CryptoFailure.
std::array<std::uint8_t, 32> user_name(TenantKeys& keys, std::size_t position, std::string_view scope,
                                       std::string_view prefix, std::string_view user);
std::array<std::uint8_t, 32> subject_name(TenantKeys& keys, std::size_t position, std::string_view scope,
                                          std::string_view prefix, std::string_view network,
                                          std::string_view issuer, std::string_view subject);

// SHA-256(network 0x00 iss 0x00 aud 0x00 jti)
std::array<std::uint8_t, 32> nonce_name(std::string_view network, std::string_view issuer,
                                        std::string_view audience, std::string_view jti);

}  // namespace usersync
