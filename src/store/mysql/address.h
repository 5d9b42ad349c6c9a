// Where a MySQL or MariaDB server is and how to log in: a validated Dsn. Ownership: a value. Errors:
// Code::invalid_argument.
#pragma once

#include "store/address/dsn.h"

namespace usersync {

struct MysqlAddress {
  enum class Tls : std::uint8_t { off, unverified, verified };

  std::string host;  // empty when a socket is given
  std::uint16_t port = 3306;
  std::string socket;
  std::string user, password, database;
  std::string table_prefix;
  bool row_lock = false;  // lock=row: leases in a table instead of GET_LOCK
  Tls tls = Tls::off;
  std::string ca, cert, key;

  std::string tables() const { return database + "/" + table_prefix; }  // names them among all on the server
  std::string text() const;  // "user@host:port/database", for people; no secret
};

// Schemes mysql and mysql+unix, with or without "wp-options+" before them. The error for an unknown parameter
// names it.
Result<MysqlAddress> mysql_address(const Dsn& dsn, std::string_view default_prefix);

}  // namespace usersync
