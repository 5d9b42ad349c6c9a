#include "sync/token_profile.h"

#include "crypto/digest.h"
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
  return state.empty() ? std::string() : to_base64url(Sha256().add(state).finish());
}

bool is_challenge(std::string_view text) {
  const auto bytes = text.size() == kChallengeText ? from_base64url(text) : std::nullopt;
  return bytes && bytes->size() == 32;
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
