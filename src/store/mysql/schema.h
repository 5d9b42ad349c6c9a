// Creates the tables at first use and upgrades them from version to version, also when many workers connect
// at once. The comment of the first table holds the version: "usersync schema 1". Ownership: a value. Errors:
// those of the connection; Code::timed_out, unsupported.
#pragma once

#include <string>
#include <vector>

#include "store/mysql/client/connection.h"

namespace usersync {

struct MysqlSchema {
  std::string table;                  // its comment holds the version
  std::vector<std::string> creation;  // CREATE TABLE IF NOT EXISTS …, all of the newest version
  // upgrades[n] upgrades from version n+1 to n+2 and sets the new comment in its last ALTER.
  std::vector<std::string> upgrades;

  unsigned version() const noexcept { return static_cast<unsigned>(upgrades.size()) + 1; }
  std::string comment() const { return "usersync schema " + std::to_string(version()); }

  std::string inspect() const;  // a SELECT whose row is the comment; no row: no table

  // Creates or upgrades the tables by the comment that was found. One worker does it; the others wait.
  Status bring_up(MysqlConnection& connection, std::optional<std::string> found, const Wait& wait) const;
};

}  // namespace usersync
