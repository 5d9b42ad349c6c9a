#include "store/mysql/client/library.h"

#include <atomic>

namespace usersync {
namespace {

std::atomic<bool> hidden_for_test{false};

}  // namespace

// A library of another minor version under the same file name may lay its structs out differently.
bool mariadb_internals_known() noexcept {
#if USERSYNC_MARIADB_INTERNALS
  return mysql_get_client_version() / 100 == MARIADB_PACKAGE_VERSION_ID / 100 && !hidden_for_test;
#else
  return false;
#endif
}

void hide_mariadb_internals(bool hidden) noexcept { hidden_for_test = hidden; }

}  // namespace usersync
