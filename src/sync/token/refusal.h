// Why a token is not accepted: the vocabulary of UserSync\TokenError, and words for people.
#pragma once

#include <array>

#include "base/error.h"

namespace usersync {

// In the order of UserSync\TokenError (stubs/usersync.stub.php).
enum class TokenReason : std::uint8_t {
  malformed,
  unsupported_version,
  unknown_key,
  bad_signature,
  expired,
  not_yet_valid,
  too_old,
  wrong_audience,
  wrong_issuer,
  ip_mismatch,
  unsolicited,
  replayed,
  logged_out,
  bad_claims,
};

// Either a verdict on the token, or a `failure` of ours that leaves it unjudged: the store is down, an option
// is wrong. Plain data, so that it may stay on the stack across a longjmp. No secret is ever in it.
struct Refusal {
  TokenReason reason = TokenReason::malformed;
  Error failure;
  std::array<char, 640> message{};

  Refusal() = default;
  Refusal(Error of_ours) : failure(of_ours) {}

  // `values`: of the row's fields, in the order in which its text names them. Each is cut at 200 bytes, and
  // unprintable characters become "?": they come from a peer at best.
  static Refusal of(TokenReason reason, Msg message,
                    std::initializer_list<std::string_view> values = {}) noexcept;
};

}  // namespace usersync
