// Which parts of MariaDB Connector/C may be used. Its public API always; the structs that it does not
// document only in the versions they were tested with, checked when compiling and again with the library that
// is loaded.
//
// With the internals, several prepared statements travel in one trip (gather.h, prepared.h). Without them
// each statement takes a trip of its own, and everything else is the same. Any thread.
#pragma once

#include <mysql.h>

#if MARIADB_PACKAGE_VERSION_ID >= 30300 && MARIADB_PACKAGE_VERSION_ID < 30500
#define USERSYNC_MARIADB_INTERNALS 1
#else
#define USERSYNC_MARIADB_INTERNALS 0
#endif

namespace usersync {

bool mariadb_internals_known() noexcept;

// For tests: from now on mariadb_internals_known() is false, or as found.
void hide_mariadb_internals(bool hidden) noexcept;

}  // namespace usersync
