// Tables that come into being at first use and move from version to version, however many workers arrive at
// once. The version stands in the comment of the first table: "usersync schema 1".
#pragma once

#include <string>
#include <vector>

#include "store/mysql/client/connection.h"

namespace usersync {

struct MysqlSchema {
  std::string table;                  // bears the version
  std::vector<std::string> creation;  // CREATE TABLE IF NOT EXISTS …, all of the newest version
  // upgrades[n] leads from version n+1 to n+2 and sets the new comment in its last ALTER.
  std::vector<std::string> upgrades;

  unsigned version() const noexcept { return static_cast<unsigned>(upgrades.size()) + 1; }
  std::string comment() const { return "usersync schema " + std::to_string(version()); }

  std::string inspect() const;  // a SELECT whose row is the comment; no row: no table

  // Creates or upgrades by what was found. One worker at a time does it, the others find it done.
  Status bring_up(MysqlConnection& connection, std::optional<std::string> found, const Wait& wait) const;
};

}  // namespace usersync
