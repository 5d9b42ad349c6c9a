#include "php/worker.h"

#include <algorithm>

namespace usersync {
namespace {

constexpr std::size_t kMaxAdopted = 64;  // keyrings that requests supplied, in one worker

bool same_keys(const Keyring& a, const Keyring& b) noexcept {
  return std::equal(a.keys().begin(), a.keys().end(), b.keys().begin(), b.keys().end(),
                    [](const RingKey& x, const RingKey& y) { return x.lid == y.lid; });
}

}  // namespace

const Keyring* Worker::adopt(Keyring ring) {
  for (auto known = adopted_.begin(); known != adopted_.end(); ++known) {
    if (!same_keys(**known, ring)) continue;
    std::rotate(known, known + 1, adopted_.end());
    return adopted_.back().get();
  }
  if (adopted_.size() >= kMaxAdopted) {
    std::erase_if(derived_, [&](const Derived& derived) { return derived.ring == adopted_.front().get(); });
    adopted_.erase(adopted_.begin());
  }
  adopted_.push_back(std::make_unique<Keyring>(std::move(ring)));
  return adopted_.back().get();
}

Result<const Dsn*> Worker::address(std::string_view text) {
  if (text.empty() || text != address_text_) {
    auto parsed = parse_dsn(text);
    if (!parsed) return parsed.error();
    address_text_.clear();  // so that an exception below leaves no text beside another text's address
    address_ = std::move(*parsed);
    address_text_ = text;
  }
  return &address_;
}

Result<TenantKeys*> Worker::keys_for(const Keyring& ring, const std::string& scope) {
  for (const Derived& known : derived_) {
    if (known.ring == &ring && known.scope == scope) return known.keys.get();
  }
  auto keys = TenantKeys::derive(ring, scope);
  if (!keys) return keys.error();
  derived_.push_back({&ring, scope, std::move(*keys)});
  return derived_.back().keys.get();
}

}  // namespace usersync
