// The embedded store: one file of records, one of locks, in a private directory (docs/formats.md, "SQLite
// file").
#pragma once

#include <memory>

#include "store/address/dsn.h"
#include "store/config.h"
#include "store/store.h"

namespace usersync {

Result<std::unique_ptr<Store>> open_sqlite(const Dsn& dsn, const StoreConfig& config);

}  // namespace usersync
