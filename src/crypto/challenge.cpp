#include "crypto/challenge.h"

#include "wire/base64url.h"

namespace usersync {

std::string challenge_of(std::string_view state) {
  Sha256 hash;
  return challenge_of(state, hash);
}

std::string challenge_of(std::string_view state, Sha256& kept) {
  return state.empty() ? std::string() : to_base64url(kept.restart().add(state).finish());
}

bool is_challenge(std::string_view text) { return is_base64url_of(text, 32); }

}  // namespace usersync
