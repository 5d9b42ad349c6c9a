// Opens the Store that an address names. The only place that knows every backend.
#pragma once

#include <memory>

#include "store/address/dsn.h"
#include "store/config.h"
#include "store/store.h"

namespace usersync {

// Calls the factory of the backend that the scheme names: open_<backend>, declared in the backend's own
// header, with these parameters. Code::unsupported when this build lacks the backend.
Result<std::unique_ptr<Store>> open_store(const Dsn& dsn, const StoreConfig& config);

}  // namespace usersync
