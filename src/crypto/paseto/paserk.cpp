#include "crypto/paseto/paserk.h"

#include <algorithm>

#include "crypto/digest.h"
#include "wire/base64url.h"

namespace usersync {
namespace {

constexpr std::size_t kEncodedKey = 43;

}  // namespace

Result<SecretKey> parse_k3_local(std::string_view text) {
  if (!text.starts_with(kPaserkLocal)) return Error{Msg::key_not_k3_local};
  text.remove_prefix(kPaserkLocal.size());
  if (text.size() != kEncodedKey) return Error{Msg::key_length};
  auto bytes = from_base64url(text);
  if (!bytes) return Error{Msg::key_encoding};
  const WipeOnExit wiped(*bytes);
  return SecretKey::copy_of(*bytes);
}

bool holds_k3_local(std::string_view text) noexcept {
  static constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  for (auto at = text.find(kPaserkLocal); at != std::string_view::npos; at = text.find(kPaserkLocal)) {
    text.remove_prefix(at + kPaserkLocal.size());
    if (std::min(text.find_first_not_of(kAlphabet), text.size()) >= kEncodedKey) return true;
  }
  return false;
}

std::string format_k3_local(const SecretKey& key) {
  std::string text;
  text.reserve(kPaserkLocal.size() + kEncodedKey);  // growing would leave a copy of the key behind
  text = kPaserkLocal;
  append_base64url(text, key.reveal());
  return text;
}

std::array<std::uint8_t, 33> k3_lid_of(std::string_view k3_local) {
  const auto digest = Sha384().add(kPaserkLid).add(k3_local).finish();
  std::array<std::uint8_t, 33> id;
  std::copy_n(digest.begin(), id.size(), id.begin());
  return id;
}

std::array<std::uint8_t, 33> k3_lid(const SecretKey& key) {
  std::string text = format_k3_local(key);
  const auto id = k3_lid_of(text);
  wipe(text);
  return id;
}

std::string format_k3_lid(const SecretKey& key) {
  std::string text(kPaserkLid);
  append_base64url(text, k3_lid(key));
  return text;
}

}  // namespace usersync
