// What a token says, of the profile "usersync/1": docs/formats.md, "Sync token".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "wire/ids.h"

namespace usersync {

enum class TokenPurpose : std::uint8_t { login, logout };
const char* name_of(TokenPurpose purpose) noexcept;
std::optional<TokenPurpose> token_purpose(std::string_view name) noexcept;

struct Claims {
  std::string iss;  // sites, in canonical form
  std::string aud;
  std::string sub;  // the issuer's own stable id of the user; empty: none (a logout may name the sid alone)
  std::string jti;  // 16 random bytes in base64url
  Seconds iat{0};
  Seconds nbf{0};
  Seconds exp{0};
  std::string sid;  // 16 bytes in base64url; empty: none (a logout of all sessions)
  std::optional<std::int64_t> auth_ms;
  std::optional<std::string> email;
  std::optional<bool> email_verified;
  std::string ipb;  // empty: not bound
  std::string ext;  // JSON text, empty: none
};

inline constexpr std::size_t kMaxExt = 4096;

// What an application may say of a user, and the same for what arrives. Code::invalid_argument.
Status check_claims(const Claims& claims, TokenPurpose purpose);

std::string write_claims(const Claims& claims);
// Strict JSON, every claim of its type and form, and check_claims(). Unknown claims are passed over.
// Code::invalid_argument: what the text says wrong, and `detail` names the claim.
Result<Claims> read_claims(std::string_view json, TokenPurpose purpose);

}  // namespace usersync
