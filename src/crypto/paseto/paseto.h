// PASETO v3.local: github.com/paseto-standard/paseto-spec, docs/01-Protocol-Versions/Version3.md.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"
#include "crypto/secret.h"

namespace usersync {

inline constexpr std::string_view kPasetoV3Local = "v3.local.";

// The parts of a token's text, before anything is authenticated. Borrowed from the text.
struct PasetoParts {
  std::string_view body;    // base64url, without the header
  std::string_view footer;  // base64url; empty when there is none
};

// Code::unsupported: another header. Code::invalid_argument: not the shape of a token.
Result<PasetoParts> split_v3_local(std::string_view token);

// One v3.local key, with the HMAC of its HKDF-SHA384 pseudo-random key kept ready: each message then costs
// HMACs, not a key derivation from scratch. One thread.
class PasetoKey {
 public:
  static Result<std::unique_ptr<PasetoKey>> from(const SecretKey& key);
  ~PasetoKey();

  Result<std::string> seal(std::string_view message, std::string_view footer,
                           std::string_view implicit_assertion, Random& random);
  // Code::tampered for everything a wrong key, a wrong assertion or a changed byte causes: one answer for
  // all.
  Result<Bytes> open(std::string_view token, std::string_view implicit_assertion);

 private:
  PasetoKey();
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace usersync
