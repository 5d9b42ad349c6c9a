// Makes and upgrades the tables of sessions.db.
#pragma once

#include "store/sqlite/connection.h"

namespace usersync {

// Checks the schema of an open database, and makes or upgrades its tables when `may_set_up`. The caller then
// holds the set-up lock, so that no other process is between two of these statements. Code::conflict: set-up
// is needed and not allowed. Code::unsupported: the schema is newer, or the file system has no write-ahead
// log. Code::corrupt: the file is another program's database.
Status prepare_schema(SqliteConnection& connection, bool may_set_up);

// The error that tells the caller to take the set-up lock.
Error needs_set_up(const std::string& path);

}  // namespace usersync
