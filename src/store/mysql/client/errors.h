// What a MySQL or MariaDB error number means, and what to try after it. By number, because the server's own
// messages hold names, hosts and sometimes values, and are not shown.
#pragma once

#include "base/error.h"

namespace usersync {

enum class Recovery : std::uint8_t {
  none,
  reconnect,      // the connection is gone, or its server cannot serve: once more on a new connection
  again,          // the server ended this transaction for another: the same statement again, after a pause
  prepare_again,  // the server forgot our prepared statements
  create_tables,  // they do not exist yet
};

struct MysqlError {
  int number;
  Msg message;
  Recovery recovery;
};

const MysqlError& mysql_error(int number) noexcept;  // an unknown number has an entry too

namespace mysql {  // the numbers that the store itself handles
inline constexpr int kTooManyConnections = 1040;
inline constexpr int kBadNull = 1048;
inline constexpr int kTooManyUserConnections = 1203;
inline constexpr int kUnknownVariable = 1193;
inline constexpr int kDeadlock = 1213;
inline constexpr int kUserLockDeadlock = 3058;
}  // namespace mysql

}  // namespace usersync
