#include "php/worker.h"

#include <algorithm>

#include "base/assert.h"

namespace usersync {
namespace {

constexpr std::size_t kMaxAdopted = 64;  // keyrings that requests supplied, in one worker
constexpr std::size_t kMaxDerived = 64;  // keyrings and scopes with subkeys

// Moves `used` to the end, where the most recently used stands.
template <class T>
T& mark_used(std::vector<T>& kept, typename std::vector<T>::iterator used) {
  std::rotate(used, used + 1, kept.end());
  return kept.back();
}

// Makes room for one more.
template <class T>
void drop_oldest(std::vector<T>& kept, std::size_t limit) {
  if (kept.size() >= limit) kept.erase(kept.begin());
  USERSYNC_ASSERT(kept.size() < limit);
}

bool same_keys(const Keyring& a, const Keyring& b) noexcept {
  return std::equal(a.keys().begin(), a.keys().end(), b.keys().begin(), b.keys().end(),
                    [](const RingKey& x, const RingKey& y) { return x.lid == y.lid; });
}

}  // namespace

std::shared_ptr<const Keyring> Worker::adopt(Keyring ring) {
  const auto known = std::find_if(adopted_.begin(), adopted_.end(),
                                  [&](const auto& adopted) { return same_keys(*adopted, ring); });
  if (known != adopted_.end()) return mark_used(adopted_, known);
  auto adopted = std::make_shared<const Keyring>(std::move(ring));
  drop_oldest(adopted_, kMaxAdopted);
  adopted_.push_back(adopted);
  return adopted;
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

Result<std::shared_ptr<TenantKeys>> Worker::keys_for(const std::shared_ptr<const Keyring>& ring,
                                                     const std::string& scope) {
  const auto known = std::find_if(derived_.begin(), derived_.end(), [&](const Derived& derived) {
    return derived.ring == ring && derived.scope == scope;
  });
  if (known != derived_.end()) return mark_used(derived_, known).keys;
  auto derived = TenantKeys::derive(*ring, scope);
  if (!derived) return derived.error();
  const std::shared_ptr<TenantKeys> keys(std::move(*derived));
  drop_oldest(derived_, kMaxDerived);
  derived_.push_back({ring, scope, keys});
  return keys;
}

}  // namespace usersync
