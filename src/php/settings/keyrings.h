// The keyring files this process has read. A file is read once, when its setting is applied: in the master of
// FPM that is before the privileges are dropped, in a pool right after. A reload of the server rotates.
//
// Process-wide, never freed before the process ends, safe from several threads.
#pragma once

#include <string_view>

#include "base/result.h"
#include "crypto/keyring/keyring.h"

namespace usersync {

// The keyring, or why it could not be read, the same answer every time. Does not throw.
Result<const Keyring*> load_keyring(std::string_view path) noexcept;

void forget_keyrings() noexcept;  // MSHUTDOWN: wipes

}  // namespace usersync
