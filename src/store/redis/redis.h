// Sessions in Redis, 6.2 or later, or Valkey: locked by default, fair, fenced, two round trips a request.
// docs/formats.md, "Redis keys" and "Store addresses".
#pragma once

#include <memory>

#include "store/address/dsn.h"
#include "store/config.h"
#include "store/store.h"

namespace usersync {

// Connects when first used. Code::invalid_argument names what is wrong with the address.
Result<std::unique_ptr<Store>> open_redis(const Dsn& dsn, const StoreConfig& config);

}  // namespace usersync
