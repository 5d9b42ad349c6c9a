// A store's address as an application has it: in pieces, password included, the host as wp-config.php writes
// it.
#pragma once

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "store/address/dsn.h"

namespace usersync {

struct DsnParts {
  std::string_view scheme;
  std::string_view
      host;  // "name", "name:port", "[::1]:port", "::1", "name:/socket"; for Redis several, by commas
  std::optional<std::int64_t> port;
  std::string_view user, password;
  std::string_view database;  // Redis: its number
  std::string_view path;      // sqlite: the directory; redis+unix: the socket
  std::vector<std::pair<std::string_view, std::string_view>> params;
};

// Code::invalid_argument names the piece that is wrong. What a backend does not know, it refuses itself.
Result<Dsn> dsn_of(const DsnParts& parts);

}  // namespace usersync
