// What usersync_configure() set in this request: used before the settings of php.ini.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "crypto/keyring/keyring.h"
#include "store/address/dsn.h"

namespace usersync {

struct Overrides {
  std::optional<Dsn> store;
  std::optional<std::string> prefix;
  std::optional<std::string> scope;
  std::shared_ptr<const Keyring> keyring;
  std::shared_ptr<const Keyring> site_key;  // replaces a missing keyring, but never seals sessions
};

}  // namespace usersync
