// Opens the mysql:// and mysql+unix:// store, which keeps sessions in tables of its own.
#pragma once

#include <memory>

#include "store/address/dsn.h"
#include "store/config.h"
#include "store/store.h"

namespace usersync {

// Validates the address; connects at first use. Code::invalid_argument names the parameter that is wrong.
Result<std::unique_ptr<Store>> open_mysql(const Dsn& dsn, const StoreConfig& config);

}  // namespace usersync
