// Where a connection keeps each prepared statement (MysqlCall::slot). A guarded statement has one slot for
// each guard.
#pragma once

#include "store/mysql/layout.h"

namespace usersync::statement_slot {

inline constexpr std::size_t kSelect = 0, kLock = 1, kUnlock = 2, kPlain = 7;
constexpr std::size_t replace(Guard guard) noexcept { return 3 + static_cast<std::size_t>(guard); }
constexpr std::size_t insert(Guard guard) noexcept { return 5 + static_cast<std::size_t>(guard); }

}  // namespace usersync::statement_slot
