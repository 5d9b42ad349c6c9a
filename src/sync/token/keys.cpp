#include "sync/token/keys.h"

#include <algorithm>

#include "wire/base64url.h"

namespace usersync {

TokenKey::TokenKey(std::string id, std::unique_ptr<PasetoKey> paseto, View ip_key)
    : id_(std::move(id)), paseto_(std::move(paseto)), ip_(ip_key) {}

Result<std::unique_ptr<TokenKey>> TokenKey::from(const NetworkKey& key) {
  auto paseto = PasetoKey::from(key.secret);
  if (!paseto) return paseto.error();
  Digest<32> ip_key;
  const WipeOnExit wiped(ip_key);
  if (const Status derived = hkdf_sha256(key.secret.reveal(), {}, view_of("usersync/v1/ip"), ip_key);
      !derived) {
    return derived.error();
  }
  return std::unique_ptr<TokenKey>(new TokenKey(key.id, std::move(*paseto), ip_key));
}

std::string TokenKey::bind(const IpAddress& address, IpBinding binding) {
  const bool four = address.family() == '4';
  const auto whole = static_cast<std::uint8_t>(four ? 32 : 128);
  const auto bits = binding == IpBinding::strict ? whole : static_cast<std::uint8_t>(four ? 24 : 64);
  const std::array<std::uint8_t, 2> head = {static_cast<std::uint8_t>(address.family()), bits};
  const auto mac = ip_.of({head, address.prefix(bits).bytes()});
  std::string bound(1, address.family());
  append_base64url(bound, View(mac).first(12));
  return bound;
}

Result<TokenKey*> TokenKeys::ready(const NetworkKey& key) {
  auto found =
      std::find_if(kept_.begin(), kept_.end(), [&](const auto& each) { return each->id() == key.id; });
  if (found == kept_.end()) {
    auto made = TokenKey::from(key);
    if (!made) return made.error();
    if (kept_.size() == kMost) kept_.pop_back();
    kept_.push_back(std::move(*made));
    found = kept_.end() - 1;
  }
  std::rotate(kept_.begin(), found, found + 1);
  return kept_.front().get();
}

}  // namespace usersync
