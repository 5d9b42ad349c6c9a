#include "sync/token/profile.h"

#include <algorithm>

#include "wire/base64url.h"

namespace usersync {
namespace {

constexpr std::size_t kChallengeText = 43;  // SHA-256 in base64url

}  // namespace

std::string implicit_assertion(TokenPurpose purpose, const Network& network, std::string_view challenge) {
  std::string text;
  text.reserve(11 + 7 + network.name().size() + 1 + challenge.size());
  text += "usersync/1\n";
  text += name_of(purpose);
  text += '\n';
  text += network.name();
  text += '\n';
  text += challenge;
  return text;
}

std::string challenge_of(std::string_view state) {
  Sha256 hash;
  return challenge_of(state, hash);
}

std::string challenge_of(std::string_view state, Sha256& kept) {
  return state.empty() ? std::string() : to_base64url(kept.restart().add(state).finish());
}

// 32 bytes in base64url: two bits of the last character are not used, and zero.
bool is_challenge(std::string_view text) {
  return text.size() == kChallengeText &&
         std::string_view("AEIMQUYcgkosw048").find(text.back()) != std::string_view::npos &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                  c == '_';
         });
}

std::optional<PasetoHeader> paseto_header(std::string_view token) noexcept {
  if (token.size() < 3 || token[0] != 'v' || token[1] < '1' || token[1] > '4' || token[2] != '.') return {};
  const std::string_view rest = token.substr(3);
  for (const std::string_view purpose : {"local", "public"}) {
    if (rest.starts_with(purpose) && rest.substr(purpose.size()).starts_with('.')) {
      return PasetoHeader{token.substr(0, 2), purpose};
    }
  }
  return {};
}

}  // namespace usersync
