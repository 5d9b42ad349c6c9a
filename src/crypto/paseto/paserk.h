// PASERK, the two types this project speaks: k3.local (a key) and k3.lid (its id).
// github.com/paseto-standard/paserk, types/local.md and types/lid.md.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/result.h"
#include "crypto/secret.h"

namespace usersync {

inline constexpr std::string_view kPaserkLocal = "k3.local.";
inline constexpr std::string_view kPaserkLid = "k3.lid.";

// Code::bad_key: not k3.local, not strict base64url, not 32 bytes, or a key SecretKey refuses.
Result<SecretKey> parse_k3_local(std::string_view text);
// Whether a key stands somewhere in a text, which must then not be shown.
bool holds_k3_local(std::string_view text) noexcept;
std::string format_k3_local(const SecretKey& key);  // the caller wipes it

// The id proper, out of a key's serialized form: SHA-384("k3.lid." || k3.local)[0..33).
std::array<std::uint8_t, 33> k3_lid_of(std::string_view k3_local);
std::array<std::uint8_t, 33> k3_lid(const SecretKey& key);
std::string format_k3_lid(const SecretKey& key);  // "k3.lid." and 44 characters

}  // namespace usersync
