// The wp-options+mysql:// store: rows of a WordPress site's own options table, for systems that may not
// create a table.
#pragma once

#include <memory>

#include "store/address/dsn.h"
#include "store/config.h"
#include "store/store.h"

namespace usersync {

// As open_mysql(); table_prefix defaults to "wp_" and is pinned here, whatever switch_to_blog() does later.
Result<std::unique_ptr<Store>> open_wp_options(const Dsn& dsn, const StoreConfig& config);

}  // namespace usersync
