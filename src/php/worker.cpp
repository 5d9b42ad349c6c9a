#include "php/worker.h"

namespace usersync {

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
