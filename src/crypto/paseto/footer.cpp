#include "crypto/paseto/footer.h"

#include "crypto/paseto/paserk.h"
#include "wire/base64url.h"

namespace usersync {
namespace {

constexpr std::string_view kBefore = R"({"kid":")";
constexpr std::string_view kAfter = R"("})";
constexpr std::size_t kIdText = 44;
constexpr std::size_t kLength = kBefore.size() + kPaserkLid.size() + kIdText + kAfter.size();

}  // namespace

std::string token_footer(std::string_view key_id) {
  std::string footer(kBefore);
  footer += key_id;
  footer += kAfter;
  return to_base64url(view_of(footer));
}

std::optional<std::string> key_id_in(std::string_view footer) {
  if (footer.size() > 2 * kLength) return std::nullopt;
  const auto bytes = from_base64url(footer);
  if (!bytes) return std::nullopt;
  std::string_view text = text_of(*bytes);
  if (text.size() != kLength || !text.starts_with(kBefore) || !text.ends_with(kAfter)) return std::nullopt;
  text = text.substr(kBefore.size(), kPaserkLid.size() + kIdText);
  if (!text.starts_with(kPaserkLid) || !from_base64url(text.substr(kPaserkLid.size()))) return std::nullopt;
  return std::string(text);
}

}  // namespace usersync
