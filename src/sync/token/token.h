// Sync tokens: PASETO v3.local in the profile "usersync/1". docs/formats.md, "Sync token".
//
// A token is checked in this order: signature, claims, logouts, and last whether it was used before, because
// only that leaves a trace.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/random.h"
#include "store/store.h"
#include "sync/token/claims.h"
#include "sync/token/keys.h"
#include "sync/token/refusal.h"

namespace usersync {

inline constexpr std::size_t kMaxToken = 8192;

struct GenerateOptions {
  TokenPurpose purpose = TokenPurpose::login;
  std::string_view challenge{};  // 43 characters, or empty
  std::optional<Seconds> ttl{};
  std::optional<IpAddress> ip{};
};

// For the peer `audience`. `said` is what the application says of the user: sub, sid, auth_ms, email, ext;
// the rest is filled in, a missing sid and auth_ms of a login too. Code::invalid_argument.
Result<std::string> generate_token(const Network& network, std::string_view audience, Claims said,
                                   const GenerateOptions& options, TokenKeys& keys, Clock& clock,
                                   Random& random);

struct VerifyOptions {
  TokenPurpose purpose = TokenPurpose::login;
  std::string_view state{};  // raw browser state; empty: none
  std::optional<IpAddress> ip{};
  std::optional<Seconds> max_age{};  // nothing: ttl and leeway of the network
};

struct Verified {
  Claims claims;
  std::string kid;
  bool ip_checked = false;
};

// Everything but logouts and first use; asks no store.
Result<Verified, Refusal> open_token(const Network& network, std::string_view token,
                                     const VerifyOptions& options, TokenKeys& keys, Clock& clock);

// Claims the token's jti until nobody could verify it any more. Replayed for everybody but the first.
Result<void, Refusal> consume_token(const Network& network, const Claims& claims, Store& store, Clock& clock);

// What a token says of itself, before anything is authenticated. `purpose` is PASETO's: "local" or "public".
struct Peeked {
  std::string_view version;
  std::string_view purpose;
  std::optional<std::string> kid;
};
Result<Peeked, Refusal> peek_token(std::string_view token);

}  // namespace usersync
