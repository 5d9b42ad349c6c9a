// The mysql:// and mysql+unix:// store: a table of our own.
#pragma once

#include <memory>

#include "store/address/dsn.h"
#include "store/config.h"
#include "store/store.h"

namespace usersync {

// Judges the address; connects at first use. Code::invalid_argument names the parameter it does not know.
Result<std::unique_ptr<Store>> open_mysql(const Dsn& dsn, const StoreConfig& config);

}  // namespace usersync
