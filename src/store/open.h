// From an address to a living Store: the one place that knows every backend.
#pragma once

#include <memory>

#include "store/address/dsn.h"
#include "store/config.h"
#include "store/store.h"

namespace usersync {

// Asks the backend that the scheme names. Each has one factory in a header of its own, called open_<backend>,
// with these parameters. Code::unsupported when this build lacks the backend.
Result<std::unique_ptr<Store>> open_store(const Dsn& dsn, const StoreConfig& config);

}  // namespace usersync
