// What a MySQL or MariaDB error number means to us, and what may be tried about it. Numbers, not words: the
// server's own messages hold names, hosts and sometimes values, and are never shown.
#pragma once

#include "base/error.h"

namespace usersync {

enum class Recovery : std::uint8_t {
  none,
  reconnect,      // the connection is gone, or leads to a server that cannot serve: once more on a fresh one
  again,          // the server chose us as the victim: the same statement again, after a moment
  prepare_again,  // the server forgot our prepared statements
  create_tables,  // they do not exist yet
};

struct MysqlError {
  int number;
  Msg message;
  Recovery recovery;
};

const MysqlError& mysql_error(int number) noexcept;  // an unknown number has an entry too

namespace mysql {  // the numbers the store itself asks about
inline constexpr int kTooManyConnections = 1040;
inline constexpr int kBadNull = 1048;
inline constexpr int kTooManyUserConnections = 1203;
inline constexpr int kUnknownVariable = 1193;
inline constexpr int kDeadlock = 1213;
inline constexpr int kUserLockDeadlock = 3058;
}  // namespace mysql

}  // namespace usersync
